// Keeps the page that works without a network, and nothing else: no patient, no list, no answer.
const CACHE = "multiguna-offline-1";
const PAGE = new URL("./", self.location).pathname;
const FILES = ["multiguna.css", "offline.css", "offline.js", "offline_delta.js", "offline_list.js", "offline_rules.js", "offline_store.js", "crest.svg"].map((name) => `/static/web/${name}`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("multiguna-offline-") && name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

// The network first, so that a new version comes by itself; the kept page when there is none.
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || (path !== PAGE && !FILES.includes(path))) return;
  event.respondWith(answer(event.request, path));
});

// A redirect (to the login page) is handed on as it is, and never kept.
async function answer(request, path) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request.url, { redirect: "manual", signal: AbortSignal.timeout(4000) });
    if (fresh.ok) await cache.put(path, fresh.clone());
    return fresh.status < 500 ? fresh : await cache.match(path) ?? fresh;
  } catch {
    return await cache.match(path) ?? Response.error();
  }
}
