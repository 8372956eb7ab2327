// Reads a hospital's signed list of covered people (see multiguna.coverage.rules.listing).
const HEAD = 20, SIGNATURE = 64, BLOCKS = 256;
export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
export const refuse = (code) => { throw new Error(code); };

export async function opened(magic, data, keys) {
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
