// Measures, keeps what was measured on this phone, and sends it when there is a network.

const root = document.getElementById("survey");
// By the name that holds its hash, which is the one that the service worker keeps.
const { all, put, remove } = await import(root.dataset.store);
const words = document.getElementById("survey-words").dataset;
const levels = JSON.parse(document.getElementById("survey-levels").textContent);
const form = root.querySelector("[data-form]");
const part = (name) => root.querySelector(`[data-${name}]`);
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language === "en" ? "en" : "fa");
const moments = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "fa-IR", { dateStyle: "short", timeStyle: "short" });
const owner = root.dataset.owner;
const MOST_SHOWN = 100;
const PAYLOAD = "x".repeat(1024);
const TRANSACTION_MS = 10000;
const KEPT_SENT = 20;

let points = [];
let skewMillis = 0;
let sending = null;

const say = (text, gaps = {}) =>
  Object.entries(gaps).reduce((told, [name, value]) => told.replace(`{${name}}`, value), text);

function token() {
  return document.cookie.match(/(?:^|; )sandoq_csrf=([^;]+)/)?.[1] ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

function post(address, body, signal) {
  return fetch(address, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    cache: "no-store",
    signal,
  });
}

// --- The clock: how far this phone's differs from the server's.

function learnClock(serverMillis, begun, ended) {
  skewMillis = (begun + ended) / 2 - serverMillis;
  const seconds = Math.abs(skewMillis) / 1000;
  const box = part("clock");
  box.hidden = seconds <= Number(root.dataset.tolerated);
  if (box.hidden) return;
  const sizes = [[86400, words.days], [3600, words.hours], [60, words.minutes]];
  const [size, name] = sizes.find(([least]) => seconds >= least) ?? sizes[2];
  const shown = say(name, { n: numbers.format(Math.round(seconds / size)) });
  box.textContent = say(skewMillis > 0 ? words.ahead : words.behind, { n: shown });
}

// --- The points of the place.

async function fetchPoints() {
  try {
    const begun = Date.now();
    const answer = await fetch(root.dataset.points, { cache: "no-store" });
    const ended = Date.now();
    if (!answer.ok || answer.redirected) return;
    const found = await answer.json();
    points = found.points;
    part("place").textContent = found.place || part("place").textContent;
    if (navigator.onLine) learnClock(found.now, begun, ended);
  } catch {
    // Without a network and without a kept list: the page says so.
  }
  showPoints();
}

const tidy = (text) =>
  text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit)).replace(/[٠-٩]/g, (digit) => "٠١٢٣٤٥٦٧٨٩".indexOf(digit))
    .replace(/ي/g, "ی").replace(/ك/g, "ک").replace(/\u200c/g, " ").toLowerCase().trim();

function showPoints() {
  const wanted = tidy(part("find").value);
  const list = part("point");
  const chosen = list.value || location.hash.slice(1);
  const fitting = points.filter((point) => !wanted || tidy(`${point.name} ${point.unit}`).includes(wanted) || point.key === chosen && !wanted);
  const first = new Option(points.length ? words.choose : words.noPoints, "");
  const more = fitting.length > MOST_SHOWN ? [new Option(say(words.more, { n: numbers.format(fitting.length) }), "")] : [];
  if (more.length) more[0].disabled = true;
  const shown = fitting.slice(0, MOST_SHOWN);
  const kept = points.find((point) => point.key === chosen);
  if (kept && !wanted && !shown.includes(kept)) shown.unshift(kept);
  list.replaceChildren(first, ...shown.map((point) => new Option(`${point.name} (${point.unit})`, point.key)), ...more);
  list.value = shown.some((point) => point.key === chosen) ? chosen : shown.length === 1 && wanted ? shown[0].key : "";
}

// --- Technologies of the operator.

function showTechnologies() {
  const kind = form.querySelector("[name=operator]:checked")?.dataset.kind;
  for (const label of form.querySelectorAll("[data-of]")) {
    const fits = label.dataset.of === kind;
    label.hidden = !fits;
    if (!fits) label.querySelector("input").checked = false;
  }
  const offered = [...form.querySelectorAll(`[data-of="${kind}"] input`)];
  if (offered.length && !offered.some((input) => input.checked)) (offered.find((input) => input.value === "4g") ?? offered[0]).checked = true;
}

// --- Test transactions.

async function transaction(number) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TRANSACTION_MS);
  const begun = performance.now();
  const sent = Date.now();
  try {
    const answer = await post(root.dataset.test, { number, payload: PAYLOAD }, stop.signal);
    const told = await answer.json();
    if (!answer.ok || answer.redirected) return null;
    const millis = performance.now() - begun;
    learnClock(told.now, sent, Date.now());
    return millis;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function runTest() {
  if (!navigator.onLine) {
    part("result").textContent = words.noNetwork;
    return;
  }
  const wanted = Math.min(100, Math.max(1, Number(part("number").value) || 1));
  const bar = part("progress");
  part("run").disabled = true;
  Object.assign(bar, { hidden: false, max: wanted, value: 0 });
  const times = [];
  for (let i = 1; i <= wanted; i += 1) {
    const millis = await transaction(i);
    if (millis !== null) times.push(millis);
    bar.value = i;
  }
  times.sort((a, b) => a - b);
  const p95 = times.length ? Math.round(times[Math.ceil(times.length * 0.95) - 1]) : "";
  form.elements.attempts.value = wanted;
  form.elements.successes.value = times.length;
  form.elements.p95_ms.value = p95;
  const gaps = { s: numbers.format(times.length), n: numbers.format(wanted), ms: p95 && numbers.format(p95) };
  part("result").textContent = say(times.length ? words.result : words.noResult, gaps);
  bar.hidden = true;
  part("run").disabled = false;
}

// --- Keeping a reading.

function problemOf(reading) {
  if (!reading.point || !reading.operator || !reading.technology || reading.attempts === "" || reading.successes === "") return words.missing;
  if (Number(reading.successes) > Number(reading.attempts)) return words.exceed;
  for (const name of ["rsrp_dbm", "sinr_db"]) {
    if (reading[name] !== "" && !Number.isFinite(Number(reading[name]))) return words.badNumber;
  }
  const [low, high] = levels[reading.technology] ?? [-156, -25];
  const level = Number(reading.rsrp_dbm);
  if (reading.rsrp_dbm !== "" && (level < low || level > high)) return say(words.level, { low: numbers.format(low), high: numbers.format(high) });
  return "";
}

const asNumber = (text) => tidy(String(text)).replace(/[−–]/g, "-").replace("٫", ".");

async function keep(event) {
  event.preventDefault();
  const data = new FormData(form);
  const reading = {
    key: crypto.randomUUID?.() ?? randomKey(),
    owner,
    state: "waits",
    point: data.get("point"),
    name: part("point").selectedOptions[0]?.textContent ?? "",
    operator: data.get("operator"),
    shown: form.querySelector("[name=operator]:checked")?.nextElementSibling.textContent ?? "",
    technology: data.get("technology"),
    attempts: asNumber(data.get("attempts")),
    successes: asNumber(data.get("successes")),
    p95_ms: asNumber(data.get("p95_ms")),
    rsrp_dbm: asNumber(data.get("rsrp_dbm")),
    sinr_db: asNumber(data.get("sinr_db")),
    is_indoor: data.get("is_indoor") === "on",
    taken_at: new Date().toISOString(),
  };
  const problem = problemOf(reading);
  trouble(problem);
  if (problem) return;
  await put(reading);
  part("kept").textContent = words.keptHere;
  for (const name of ["attempts", "successes", "p95_ms", "rsrp_dbm", "sinr_db"]) form.elements[name].value = "";
  part("result").textContent = "";
  await showWaiting();
  await send();
}

// For pages that are not served securely, where randomUUID is missing.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function trouble(text) {
  const box = part("trouble");
  box.textContent = text;
  box.hidden = !text;
  if (text) box.scrollIntoView({ block: "nearest" });
}

// --- What waits, and sending it. The same key is sent until it is answered, so nothing doubles.

async function showWaiting() {
  const rows = await all(owner);
  const list = part("waiting");
  root.dataset.waitingCount = rows.filter((row) => row.state === "waits").length;
  if (!rows.length) {
    const nothing = document.createElement("li");
    nothing.className = "quiet";
    nothing.textContent = words.empty;
    list.replaceChildren(nothing);
    return;
  }
  list.replaceChildren(...rows.reverse().map(rowOf));
}

function rowOf(row) {
  const item = document.createElement("li");
  item.dataset.state = row.state;
  const told = document.createElement("span");
  told.textContent = `${row.name} · ${row.shown} · ${numbers.format(row.successes)}/${numbers.format(row.attempts)} · ${moments.format(new Date(row.taken_at))}`;
  const state = document.createElement("b");
  state.textContent = `${{ waits: "○", sent: "●", refused: "▲" }[row.state]} ${{ waits: words.wait, sent: words.sent, refused: words.refused }[row.state]}${row.why ? `: ${row.why}` : ""}`;
  item.append(told, state);
  if (row.state === "refused") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = words.remove;
    button.addEventListener("click", async () => {
      await remove(row.key);
      await showWaiting();
    });
    item.append(button);
  }
  return item;
}

function send() {
  sending ??= sendWaiting().finally(() => (sending = null));
  return sending;
}

async function sendWaiting() {
  const waiting = (await all(owner)).filter((row) => row.state === "waits").slice(0, 100);
  if (!waiting.length || !navigator.onLine) return;
  let answer;
  const begun = Date.now();
  try {
    answer = await post(root.dataset.readings, { device_now: new Date().toISOString(), readings: waiting.map(wire) });
  } catch {
    trouble(words.failed);
    return;
  }
  if (answer.redirected || [401, 403].includes(answer.status)) {
    trouble(words.door);
    return;
  }
  if (!answer.ok) {
    trouble(words.failed);
    return;
  }
  const told = await answer.json();
  learnClock(told.now, begun, Date.now());
  const byKey = new Map(told.answers.map((one) => [one.key, one]));
  for (const row of waiting) {
    const one = byKey.get(row.key);
    if (one) await put({ ...row, state: one.outcome === "refused" ? "refused" : "sent", why: one.why ?? "" });
  }
  const sent = (await all(owner)).filter((row) => row.state === "sent");
  for (const row of sent.slice(0, -KEPT_SENT)) await remove(row.key);
  trouble("");
  await showWaiting();
  if (waiting.length === 100) await sendWaiting();
}

function wire({ key, point, operator, technology, attempts, successes, p95_ms, rsrp_dbm, sinr_db, is_indoor, taken_at }) {
  return { key, point, operator, technology, attempts, successes, p95_ms, rsrp_dbm, sinr_db, is_indoor, taken_at };
}

// --- The network, and the page itself.

function showNetwork() {
  part("net").textContent = `${navigator.onLine ? "●" : "○"} ${navigator.onLine ? words.online : words.offline}`;
  root.dataset.net = navigator.onLine ? "online" : "offline";
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
  const ready = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  }
  // The page and the points themselves pass through the worker once, so that it keeps them.
  if (navigator.onLine) await Promise.all([fetch(root.dataset.scope), fetchPoints()]);
  root.dataset.keptPage = String(Boolean(ready.active));
}

addEventListener("online", async () => {
  showNetwork();
  await fetchPoints();
  await send();
});
addEventListener("offline", showNetwork);
part("find").addEventListener("input", showPoints);
part("run").addEventListener("click", runTest);
part("sync").addEventListener("click", send);
form.addEventListener("submit", keep);
form.addEventListener("change", (event) => {
  if (event.target.name === "operator") showTechnologies();
});

showNetwork();
showTechnologies();
await fetchPoints();
await showWaiting();
root.dataset.started = "true";
await keepPage();
await send();
