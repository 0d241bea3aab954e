// Pairs one after another: a digit, in any script, presses the button that shows it.

const digit = (key) => {
  const at = "۰۱۲۳۴۵۶۷۸۹".indexOf(key);
  return at < 0 ? key : String(at);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(digit(event.key))}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
