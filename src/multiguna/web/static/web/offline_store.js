// What this device keeps: in IndexedDB, and everything of a patient or a key under its password.
const NAME = "multiguna-offline", ITERATIONS = 600_000;

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("letters", { keyPath: "letter_no" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function act(store, mode, work) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    db.close();
  }
}

export const kept = (name) => act("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => act("kept", "readwrite", (store) => store.put(value, name));
export const letters = () => act("letters", "readonly", (store) => store.getAll());
export const putLetter = (letter) => act("letters", "readwrite", (store) => store.put(letter));
export const dropLetter = (number) => act("letters", "readwrite", (store) => store.delete(number));

// The key that everything secret here lies under; it is nowhere but in the clerk's head.
export async function passwordKey(password, salt) {
  const raw = new TextEncoder().encode(password.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text)) };
}

export async function unseal(key, { iv, sealed }) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  return JSON.parse(new TextDecoder().decode(text));
}
