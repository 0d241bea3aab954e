// One key for each verdict; the buttons do the same without it.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  const key = { KeyA: "a", KeyR: "r", KeyS: "s" }[event.code];
  if (!key) return;
  const act = document.querySelector(`[data-key="${key}"]`);
  const field = document.querySelector(`[data-key-focus="${key}"]`);
  if (!act && !field) return;
  event.preventDefault();
  if (act) act.click();
  else field.focus();
});

document.getElementById("reason")?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});
