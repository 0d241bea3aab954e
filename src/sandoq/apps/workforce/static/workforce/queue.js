// A form marked data-queue is kept on this device when there is no network, and sent later.
// The server takes each reading once by its client_uuid, so sending twice is harmless.

const PLACE = "sandoq-workforce-queue";

function kept() {
  try { return JSON.parse(localStorage.getItem(PLACE) || "[]"); } catch { return []; }
}

function keep(list) { localStorage.setItem(PLACE, JSON.stringify(list)); }

function say(text) {
  const place = document.getElementById("announce");
  if (place) place.textContent = text;
}

async function send(one) {
  const body = new URLSearchParams(one.body);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  const answer = await fetch(one.url, { method: "POST", body, credentials: "same-origin" });
  return answer.status < 500;
}

async function flush() {
  for (const one of kept()) {
    try {
      if (!(await send(one))) return;
    } catch { return; }
    keep(kept().filter((other) => other.id !== one.id));
  }
}

function prepare(form) {
  const data = new FormData(form);
  if (!data.get("seen_at")) data.set("seen_at", new Date().toISOString());
  if (!data.get("client_uuid")) data.set("client_uuid", crypto.randomUUID());
  return data;
}

for (const form of document.querySelectorAll("form[data-queue]")) {
  form.addEventListener("submit", async (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const data = prepare(form);
    const body = new URLSearchParams(data).toString();
    keep([...kept(), { id: data.get("client_uuid"), url: form.action, body }]);
    form.reset();
    const note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = form.querySelector(".hint, .quiet")?.textContent || "";
    form.append(note);
    say(note.textContent);
  });
}

window.addEventListener("online", flush);
flush();
