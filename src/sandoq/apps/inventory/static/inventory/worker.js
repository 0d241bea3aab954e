// Keeps the page of one's custody for places without a network. It keeps nothing else, and drops
// what it kept when the session has ended.

const STORE = "sandoq-custody-1";
const PAGE = new URL("./", self.location).href;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("sandoq-custody-") && name !== STORE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
  if (event.data?.forget) event.waitUntil(caches.delete(STORE));
});

const keep = async (addresses) => {
  const store = await caches.open(STORE);
  await Promise.all([PAGE, ...addresses].map(async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await store.put(address, answer);
  }));
};

const page = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.redirected || answer.status === 401 || answer.status === 403) await caches.delete(STORE);
    else if (answer.ok && !answer.headers.get("HX-Request")) await (await caches.open(STORE)).put(PAGE, answer.clone());
    return answer;
  } catch (failure) {
    const kept = await caches.match(PAGE, { cacheName: STORE });
    if (kept) return kept;
    throw failure;
  }
};

const part = async (request) => {
  const kept = await caches.match(request, { cacheName: STORE });
  return kept ?? fetch(request);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  address.search = "";
  if (request.mode === "navigate") {
    if (address.href === PAGE) event.respondWith(page(request));
  } else if (["style", "script", "font", "image"].includes(request.destination)) {
    event.respondWith(part(request));
  }
});
