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

/* A search for a phone number goes by POST, so that it stands neither in the address nor in a log (search/sealed.py). */
const PHONE = /(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8})(?!\d)/;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("role") !== "search" || !PHONE.test(form.elements.q?.value ?? "")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const rest = new URLSearchParams(new FormData(form));
  rest.delete("q");
  const where = new URL(form.getAttribute("action") ?? location.pathname, location.href);
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = document.body.dataset.sealed;
  const { csrf } = document.body.dataset;
  const fields = { csrfmiddlewaretoken: csrf, q: form.elements.q.value, next: `${where.pathname}?${rest}` };
  for (const [name, value] of Object.entries(fields)) sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(sent);
  sent.submit();
}, true);

/* A long history stands at its newest entry. */
document.querySelectorAll(".talk .chat").forEach((chat) => { chat.scrollTop = chat.scrollHeight; });
