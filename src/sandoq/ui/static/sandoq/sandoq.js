// What a page does beyond HTML; every page works without it.

const words = document.getElementById("words")?.content;
const word = (name) => words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
const announce = (text) => {
  const box = document.getElementById("announce");
  if (box) box.textContent = text;
};
window.sandoq = { announce };

const problem = (text) => {
  const place = document.getElementById("problem");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "problem";
  const line = document.createElement("p");
  line.textContent = text;
  box.append(line);
  place.replaceChildren(box);
  place.scrollIntoView({ block: "nearest" });
};

// On a phone the pages of a place stand in one row: the present one is brought into sight.

document.querySelector(".pages a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Menus: one open at a time; Escape and a click elsewhere close them.

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target) && !menu.matches("[data-nav]")) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

// Lists: filters, pages and sorting swap only #rows and keep the address true.

const swapRows = (address) => {
  const url = new URL(address, location.href);
  if (!window.htmx || !document.getElementById("rows") || url.pathname !== location.pathname) return false;
  const to = url.pathname + url.search;
  window.htmx.ajax("GET", to, { target: "#rows", select: "#rows", swap: "outerHTML", selectOOB: "#figures,#views", push: "true" })
    .then(() => announce(word("updated")));
  return true;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap], #rows thead th a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if (swapRows(link.href)) event.preventDefault();
});

const listAddress = (form) => {
  const query = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (value !== "" && typeof value === "string") query.append(key, value);
  return `${form.action.split("?")[0]}?${query}`;
};

const isListForm = (form) => form && form.method === "get" && (form.closest("#filters") || form.matches("[data-swap]"));

document.addEventListener("submit", (event) => {
  if (isListForm(event.target) && swapRows(listAddress(event.target))) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (isListForm(form) && event.target.matches("select, input[type=checkbox], input[type=radio]")) swapRows(listAddress(form));
});

// Finding in a long list that is already here.

const plain = (text) => text.normalize("NFKC").replaceAll("ي", "ی").replaceAll("ك", "ک").replaceAll("\u200c", " ").toLowerCase();

for (const input of document.querySelectorAll("input[data-filter]")) {
  const list = document.getElementById(input.dataset.filter);
  input.hidden = false;
  input.addEventListener("input", () => {
    const wanted = plain(input.value.trim());
    for (const item of list.children) item.hidden = !plain(item.textContent).includes(wanted);
  });
}

// Colours: at once, and remembered by the cookie the server reads.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `sandoq_theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  if (theme === "auto") document.documentElement.removeAttribute("data-bs-theme");
  else document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) button.setAttribute("aria-pressed", String(button.value === theme));
  document.querySelector('meta[name="color-scheme"]').content = theme === "auto" ? "light dark" : theme;
  document.dispatchEvent(new CustomEvent("sandoq:theme", { detail: theme }));
});

// Search: Ctrl-K from anywhere.

const openSearch = async (address) => {
  const here = document.querySelector("main .search-page input[type=search]");
  if (here) return here.select();
  let box = document.getElementById("search-box");
  if (!box) {
    box = document.createElement("dialog");
    box.id = "search-box";
    box.className = "search-box";
    document.body.append(box);
    await window.htmx.ajax("GET", address, { target: "#search-box", select: ".search-page", swap: "innerHTML" });
    window.htmx.process(box);
    box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      box.close();
    });
  }
  box.setAttribute("aria-label", box.querySelector("h1")?.textContent ?? "");
  if (!box.open) box.showModal();
  box.querySelector("input[type=search]")?.select();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-search]");
  if (!link || !window.htmx || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openSearch(link.href);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyK") return;
  const link = document.querySelector("a[data-search]");
  if (!link) return;
  event.preventDefault();
  if (window.htmx) openSearch(link.href);
  else link.click();
});

document.addEventListener("keydown", (event) => {
  const results = event.target.closest?.(".search-page");
  if (!results || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [results.querySelector("input[type=search]"), ...results.querySelectorAll(".found a")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
});

// Requests: a line while they run, a sentence when they fail.

let running = 0;
const line = document.getElementById("progress");
document.addEventListener("htmx:beforeRequest", () => { running += 1; setTimeout(() => { if (line && running) line.hidden = false; }, 250); });
document.addEventListener("htmx:afterRequest", () => { running = Math.max(0, running - 1); if (line && !running) line.hidden = true; });
document.addEventListener("htmx:sendError", () => problem(word("offline")));
document.addEventListener("htmx:timeout", () => problem(word("offline")));
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) problem(word("failed")); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) document.getElementById("problem")?.replaceChildren();
});

// Dates: the day read back in words while it is typed.

document.addEventListener("input", (event) => {
  const input = event.target;
  const echo = input.dataset?.echo && document.getElementById(input.dataset.echo);
  if (!echo) return;
  clearTimeout(echo.waiting);
  echo.waiting = setTimeout(async () => {
    const answer = await fetch(`${input.dataset.echoUrl}?${new URLSearchParams({ text: input.value })}`, { headers: { Accept: "text/plain" } }).catch(() => null);
    echo.textContent = answer?.ok ? await answer.text() : "";
  }, 300);
});

// Small things.

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const link of document.querySelectorAll("[data-back]")) {
  if (history.length < 2) continue;
  link.hidden = false;
  link.addEventListener("click", (event) => { event.preventDefault(); history.back(); });
}

document.querySelector("[data-focus]")?.focus();
