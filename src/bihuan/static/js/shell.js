/* The frame: single keys (`/` search, `n` take in, `j` `k` in lists), the folding menu, one open menu at a time. */
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") return walk(event.key === "j" ? 1 : -1);
  const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  if (found.matches("input")) { found.focus(); found.select(); } else found.click();
});

function walk(step) {
  const links = [...document.querySelectorAll("[data-rows] [data-open]")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fold]")) {
    const folded = document.documentElement.toggleAttribute("data-folded");
    document.cookie = `menu=${folded ? "folded" : "open"}; path=/; max-age=31536000; samesite=lax`;
  }
  for (const open of document.querySelectorAll("details.menu[open], details.confirm[open], details.why[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  const up = event.target.closest("[data-fold-up]");
  if (up) up.closest("details").open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.menu[open], details.confirm[open], details.why[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
