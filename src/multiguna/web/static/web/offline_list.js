// Reads a hospital's signed list of covered people (see multiguna.coverage.rules.listing).
const HEAD = 20, SIGNATURE = 64, BLOCKS = 256;
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
const refuse = (code) => { throw new Error(code); };

async function opened(magic, data, keys) {
  const length = data.length < HEAD ? -1 : new DataView(data.buffer, data.byteOffset).getUint32(16);
  const end = HEAD + length;
  const named = new TextDecoder().decode(data.subarray(0, 8));
  if (length < 0 || length > 1 << 20 || named !== magic || data.length < end + SIGNATURE) refuse("list_malformed");
  const key = keys.get(hex(data.subarray(8, 16))) ?? refuse("list_wrong_key");
  const signature = data.subarray(end, end + SIGNATURE);
  if (!await crypto.subtle.verify("Ed25519", key, signature, data.subarray(0, end))) refuse("list_damaged");
  const header = data.subarray(HEAD, end);
  return { header: JSON.parse(new TextDecoder().decode(header)), id: await digest(header), body: data.subarray(end + SIGNATURE) };
}

export async function readList(data, keys) {
  const { header, id, body } = await opened("MGLIST1\n", data, keys);
  const width = header.key_bytes + header.value_bytes, starts = [0];
  for (const count of header.counts) starts.push(starts.at(-1) + count);
  if (body.length !== starts[BLOCKS] * width) refuse("list_damaged");
  const hashes = await Promise.all(header.counts.map((_, at) => digest(body.subarray(starts[at] * width, starts[at + 1] * width))));
  if (hashes.join("") !== header.hashes) refuse("list_damaged");
  return { header, id, body, starts, width, data };
}

export function find(list, key) {
  let [low, high] = [list.starts[key[0]], list.starts[key[0] + 1]];
  while (low < high) {
    const middle = (low + high) >> 1, at = middle * list.width;
    let order = 0;
    for (let place = 0; place < list.header.key_bytes && !order; place += 1) order = list.body[at + place] - key[place];
    if (!order) return list.body[at + list.header.key_bytes];
    if (order < 0) low = middle + 1; else high = middle;
  }
  return null;
}

// The key of a NIK: AES-256-CMAC (RFC 4493) of its sixteen digits, which are one whole block.
export async function keyOf(secret, bytes) {
  const key = await crypto.subtle.importKey("raw", secret, "AES-CBC", false, ["encrypt"]);
  const mac = async (iv, block) => new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, block));
  const zero = (await mac(new Uint8Array(16), new Uint8Array(16))).subarray(0, 16);
  const subkey = zero.map((byte, at) => (byte << 1 | (zero[at + 1] ?? 0) >> 7) & 255);
  if (zero[0] & 128) subkey[15] ^= 0x87;
  return async (nik) => (await mac(subkey, new TextEncoder().encode(nik))).subarray(0, bytes);
}

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
