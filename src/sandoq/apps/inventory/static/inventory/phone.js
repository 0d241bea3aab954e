// My custody without a network: acts are kept in this phone's database under a key of their own,
// sent in their order when the network is back, and removed when the server has answered.

const root = () => document.getElementById("custody");
const word = (name) => document.querySelector(`[data-words]`)?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
const ME = root().dataset.user;
const SEND = root().dataset.send;

// The database of waiting acts; each belongs to the person who did it.

const database = () => new Promise((resolve, reject) => {
  const opening = indexedDB.open("sandoq-custody", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("acts", { keyPath: "number", autoIncrement: true });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});

const inStore = async (mode, work) => {
  const opened = await database();
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction("acts", mode);
    const asked = work(transaction.objectStore("acts"));
    transaction.oncomplete = () => { opened.close(); resolve(asked?.result); };
    transaction.onabort = transaction.onerror = () => { opened.close(); reject(transaction.error); };
  });
};

const keepAct = (act) => inStore("readwrite", (store) => store.add({ user: ME, act, wrong: "" }));
const dropAct = (number) => inStore("readwrite", (store) => store.delete(number));
const markWrong = (entry, wrong) => inStore("readwrite", (store) => store.put({ ...entry, wrong }));
const waiting = async () => (await inStore("readonly", (store) => store.getAll())).filter((entry) => entry.user === ME);

// What waits is shown, and what the server refused, with its sentence.

const showQueue = async () => {
  const entries = await waiting();
  const box = document.querySelector("[data-queue]");
  if (!box) return;
  box.hidden = entries.length === 0;
  const lines = entries.map((entry) => {
    const line = document.createElement("li");
    line.className = "queue-line";
    const text = document.createElement("span");
    text.textContent = `${word(entry.act.verb)}${entry.wrong ? "" : ` · ${word("kept")}`}`;
    line.append(text);
    if (entry.wrong) {
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "btn btn-plain";
      drop.textContent = word("drop");
      drop.addEventListener("click", async () => { await dropAct(entry.number); showQueue(); });
      const told = document.createElement("div");
      told.className = "wrong";
      told.textContent = entry.wrong;
      line.append(drop, told);
    }
    return line;
  });
  document.querySelector("[data-queue-list]").replaceChildren(...lines);
  for (const entry of entries) {
    if (entry.wrong || !entry.act.hand_over) continue;
    document.querySelector(`[data-offer="${entry.act.hand_over}"]`)?.closest(".panel")?.setAttribute("hidden", "");
  }
};

const showNetwork = (isOnline) => {
  const line = document.querySelector("[data-network]");
  if (!line) return;
  line.hidden = isOnline;
  line.classList.toggle("is-offline", !isOnline);
  line.textContent = isOnline ? line.dataset.online : line.dataset.offline;
};

// Sending: one after another in one request; an answer for each. Only one sender at a time, also
// among several tabs.

const freshPage = async () => {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (answer.redirected) { location.assign(answer.url); throw new Error("signed out"); }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const plainText = (markup) => {
  const parts = [...new DOMParser().parseFromString(markup, "text/html").body.children];
  return parts.map((one) => one.textContent.trim()).join(" ");
};

const sendAll = async () => {
  const entries = (await waiting()).filter((entry) => !entry.wrong);
  if (!entries.length) return false;
  const token = (await freshPage()).querySelector("[name=csrfmiddlewaretoken]")?.value
    ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(SEND, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ acts: entries.map((entry) => entry.act) }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const { results } = await answer.json();
  for (const [index, result] of results.entries()) {
    if (result.ok) await dropAct(entries[index].number);
    else await markWrong(entries[index], plainText(result.sentence));
  }
  return true;
};

const oneAtATime = (work) => (navigator.locks ? navigator.locks.request("sandoq-custody-send", work) : work());

const renew = async () => {
  const fresh = (await freshPage()).getElementById("custody");
  if (fresh) root().replaceChildren(...fresh.childNodes);
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  prepareCamera();
};

const synchronise = async () => {
  try {
    const sent = await oneAtATime(sendAll);
    if (sent) await renew();
    showNetwork(sent || navigator.onLine);
  } catch {
    showNetwork(false);
  }
  await showQueue();
};

// Every form of the page becomes an act.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const act = { client_uuid: crypto.randomUUID(), verb: data.get("verb") };
  for (const name of ["hand_over", "to", "station", "note", "failed", "spare"]) if (data.get(name)) act[name] = data.get(name);
  for (const name of ["received", "asset", "kit"]) if (data.has(name)) act[name] = data.getAll(name);
  form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  await keepAct(act);
  await showQueue();
  await synchronise();
  form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
});

// Codes, typed or scanned, tick what they mean.

const ascii = (text) => text.replace(/[۰-۹]/g, (d) => "۰۱۲۳۴۵۶۷۸۹".indexOf(d)).replace(/[٠-٩]/g, (d) => "٠١٢٣٤٥٦٧٨٩".indexOf(d));
const plain = (code) => ascii(code).replaceAll(/\s/g, "").toUpperCase().replace(/^SANDOQ-/, "");

// A device's own codes tick that device; the label of a kit or of a hand-over ticks all of it.
const tick = (code) => {
  const wanted = plain(code);
  if (!wanted) return false;
  const found = [...document.querySelectorAll("[data-code]")].filter((box) => box.dataset.code.toUpperCase().split(" ").includes(wanted));
  for (const box of found) {
    box.checked = true;
    box.closest("li")?.classList.add("is-found");
  }
  found[0]?.scrollIntoView({ block: "center" });
  window.sandoq?.announce(found.length ? found.map((box) => box.closest("li").textContent.trim()).join("\n") : word("nothing"));
  return found.length > 0;
};

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-scan]")) return;
  event.preventDefault();
  const input = event.target.querySelector("input");
  input.setCustomValidity(!input.value.trim() || tick(input.value) ? "" : word("nothing"));
  if (input.reportValidity()) input.value = "";
});
document.addEventListener("input", (event) => { if (event.target.id === "scan-code") event.target.setCustomValidity(""); });

// The camera: by the browser's own reader, else by one that is fetched when it is first needed and
// kept by the worker. Without a camera, or without leave to use it, the code is typed.

const DECODER = root().dataset.decoder;
const hasReader = async () => {
  if (!("BarcodeDetector" in window)) return false;
  return (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code");
};
const reader = async () => {
  const Reader = (await hasReader()) ? BarcodeDetector : (await import(DECODER)).BarcodeDetector;
  return new Reader({ formats: ["qr_code"] });
};

function prepareCamera() {
  const button = document.querySelector("[data-camera]");
  if (!button || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", scan);
}

const tellOfCamera = (name) => {
  const line = document.querySelector("[data-camera-state]");
  line.textContent = name ? word(name) : "";
  line.hidden = !name;
};

async function scan() {
  const video = document.querySelector("[data-video]");
  if (!video.hidden) { video.hidden = true; return; }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) {
    tellOfCamera("no-camera");
    document.getElementById("scan-code").focus();
    return;
  }
  tellOfCamera("looking");
  const stop = (name) => {
    stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
    tellOfCamera(name);
  };
  video.srcObject = stream;
  video.hidden = false;
  try {
    const [detector] = await Promise.all([reader(), video.play()]);
    const until = Date.now() + 60_000;
    for (let last = ""; Date.now() < until && !video.hidden; ) {
      const [seen] = await detector.detect(video).catch(() => []);
      if (seen && tick(seen.rawValue)) return stop("");
      if (seen && seen.rawValue !== last) tellOfCamera("nothing");
      last = seen?.rawValue ?? last;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    stop("");
  } catch {
    stop("no-camera");
  }
}

// The worker keeps the page and what it is drawn with.

const keepPage = async () => {
  if (!("serviceWorker" in navigator)) return;
  const address = root().dataset.worker;
  await navigator.serviceWorker.register(address, { scope: address.replace(/[^/]*$/, "") });
  const ready = await navigator.serviceWorker.ready;
  const drawn = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  const linked = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=preload], script[src]")].map((one) => one.href || one.src);
  const decoder = (await hasReader()) ? [] : [DECODER, new URL("index.js", new URL(DECODER, location.href)).pathname];
  ready.active.postMessage({ keep: [...new Set([...linked, ...drawn, ...decoder])] });
};

// Signing out takes the kept page with it; what was not sent stays, for its own person only.
document.addEventListener("submit", (event) => {
  if (event.target.action?.includes("/logout/")) navigator.serviceWorker?.controller?.postMessage({ forget: true });
});

addEventListener("online", synchronise);
addEventListener("offline", () => showNetwork(false));
prepareCamera();
showNetwork(navigator.onLine);
keepPage().catch(() => {});
showQueue().then(synchronise);
