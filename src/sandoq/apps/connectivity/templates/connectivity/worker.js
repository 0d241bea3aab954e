// Keeps the surveyor's page, its parts and the points, so that it opens without a network.
{% autoescape off %}const CACHE = "sandoq-survey-{{ version }}";
const PAGE = "{{ page }}";
const POINTS = "{{ points }}";
const PARTS = [{% for part in kept %}"{{ part }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
{% endautoescape %}
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("sandoq-survey-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// The network first, for what changes; what was kept where there is none.
async function fresh(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

// What was kept first, for what never changes under its name.
async function settled(request) {
  const kept = await caches.match(request);
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === PAGE) event.respondWith(fresh(request, PAGE));
  else if (address.pathname === POINTS) event.respondWith(fresh(request, POINTS));
  else if (PARTS.includes(address.pathname)) event.respondWith(settled(request));
});
