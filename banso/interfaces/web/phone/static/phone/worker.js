// The service worker: keeps the page of a note at hand, and sends what waits once there is a line again.
const { shell, note, ready, send } = self.BANSO;
const kept = "banso-phone-1";

self.addEventListener("install", (event) => {
  event.waitUntil(self.skipWaiting());
});
self.addEventListener("activate", (event) => {
  const old = caches.keys().then((keys) => Promise.all(keys.filter((k) => k.startsWith("banso-phone-") && k !== kept).map((k) => caches.delete(k))));
  event.waitUntil(Promise.all([old, self.clients.claim()]));
});
// A page asks for it once somebody is signed in: before, the page of a note would be that of signing in.
self.addEventListener("message", (event) => {
  if (event.data !== "keep-shell") return;
  const one = async (cache, address) => {
    const answer = await fetch(address, { cache: "no-cache", redirect: "manual" });
    if (answer.ok) await cache.put(address, answer);
  };
  event.waitUntil(caches.open(kept).then((cache) => Promise.allSettled(shell.map((address) => one(cache, address)))));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "notes") event.waitUntil(self.bansoNotes.send({ ready, send }));
});

const pathOf = (address) => new URL(address, self.location.origin).pathname;
const shelled = new Set(shell.map(pathOf));
// The network first, always: nothing shown is older than the line. What is kept is for when there is none.
const first = async (request, path) => {
  try {
    const answer = await fetch(request);
    if (answer.ok && path === pathOf(note)) (await caches.open(kept)).put(note, answer.clone());
    return answer;
  } catch (trouble) {
    const found = await (await caches.open(kept)).match(request.mode === "navigate" ? note : path, { ignoreSearch: true });
    if (found) return found;
    throw trouble;
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate" || shelled.has(path)) event.respondWith(first(request, path));
});
