// What changes on this device: the next day's list from today's, and the keys that are believed.
import { digest, opened, readList, refuse } from "./offline_list.js";

const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

// The next day's list from this one. What comes out is checked as any list is.
export async function applyDelta(list, delta, keys) {
  const { header, body } = await opened("MGDELTA\n", delta, keys);
  if (await digest(body) !== header.body) refuse("list_damaged");
  if (header.base !== list.id) refuse("delta_misfit");
  const width = list.width, keyBytes = list.header.key_bytes, at = header.head_bytes;
  const keyAt = (bytes, start) => {  // seven bytes are more than a number holds exactly
    let [high, low] = [0, 0];
    for (let place = 0; place < keyBytes; place += 1) if (place < 3) high = high * 256 + bytes[start + place]; else low = low * 256 + bytes[start + place];
    return keyBytes > 6 ? BigInt(high) << 32n | BigInt(low) : high * 2 ** 24 + low;
  };
  const comesAt = at + header.removes * keyBytes, leaving = new Set();
  for (let start = at; start < comesAt; start += keyBytes) leaving.add(keyAt(body, start));
  for (let start = comesAt; start < body.length; start += width) leaving.add(keyAt(body, start));
  const most = at + list.body.length + body.length - comesAt, next = new Uint8Array(most);
  next.set(body.subarray(0, at));
  let to = at, coming = comesAt;
  const come = (before) => {
    for (; coming < body.length && keyAt(body, coming) < before; coming += width) {
      next.set(body.subarray(coming, coming + width), to);
      to += width;
    }
  };
  for (let start = 0; start < list.body.length; start += width) {
    const key = keyAt(list.body, start);
    come(key);
    if (leaving.has(key)) continue;
    next.set(list.body.subarray(start, start + width), to);
    to += width;
  }
  come(Infinity);
  return readList(next.slice(0, to), keys);
}

// The keys of a ring that one of the believed keys has signed; none is believed the first time.
export async function readRing(document, believed) {
  const { ring, signatures } = JSON.parse(document);
  const keys = new Map();
  for (const one of JSON.parse(ring).keys) {
    if (one.use !== "lists" || !one.trusted) continue;
    keys.set(one.key_id, await crypto.subtle.importKey("raw", unhex(one.public_key), "Ed25519", true, ["verify"]));
  }
  const judges = Object.keys(signatures).filter((id) => (believed ?? keys).has(id));
  if (!judges.length) refuse("list_wrong_key");
  for (const id of judges) {
    const text = new TextEncoder().encode(ring);
    if (!await crypto.subtle.verify("Ed25519", (believed ?? keys).get(id), unhex(signatures[id]), text)) refuse("list_damaged");
  }
  return keys;
}
