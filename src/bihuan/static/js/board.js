/* The dispatch board: arrows choose a request, Enter takes the proposal, a request can be dragged onto a day.
   Without this file a click chooses and a button sends. */
const QUARTER = 15 * 60 * 1000;
const board = () => document.querySelector("[data-board]");

document.addEventListener("keydown", (event) => {
  if (!board() || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = document.activeElement;
  if (at?.closest("input, select, textarea, button, summary")) return;
  const isElsewhere = at && at !== document.body && !at.closest(".picked");
  if (event.key === "Enter" && !isElsewhere) {
    const take = board().querySelector("[data-take]");
    if (take) { event.preventDefault(); take.click(); }
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
});

function step(event) {
  const rows = [...board().querySelectorAll("[data-request]")];
  const now = rows.findIndex((row) => row.classList.contains("picked"));
  const next = rows[now + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.querySelector("[data-choose]").click();
}

function show() {
  const list = board()?.querySelector("[data-waiting]");
  const picked = list?.querySelector(".picked");
  if (picked) list.scrollTop = picked.offsetTop - list.offsetTop - list.clientHeight / 2;
}
document.addEventListener("htmx:after:swap", show);
show();

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-request]");
  if (row && !event.target.closest("a")) row.querySelector("[data-choose]").click();
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-request]");
  dragged?.classList.add("dragging");
  if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.number);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  document.querySelectorAll("tr.drop").forEach((row) => row.classList.remove("drop"));
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  const line = dragged && event.target.closest("[data-technician]");
  if (!line) return;
  event.preventDefault();
  document.querySelectorAll("tr.drop").forEach((row) => row.classList.toggle("drop", row === line));
  line.classList.add("drop");
});
document.addEventListener("drop", (event) => {
  const line = dragged && event.target.closest("[data-technician]");
  if (!line) return;
  event.preventDefault();
  const query = new URLSearchParams({ technician: line.dataset.technician });
  const at = momentOf(event.clientX, line);
  if (at) query.set("planned_at", at);
  const url = `/service/requests/${dragged.dataset.request}/dispatch/?${query}`;
  window.htmx ? window.htmx.ajax("GET", url, { source: dragged, target: "#dialog-body", swap: "innerHTML" }) : (location.href = url);
});

function momentOf(x, line) {
  const head = line.querySelector("th").getBoundingClientRect();
  const whole = line.getBoundingClientRect();
  const share = (x - head.right) / (whole.right - head.right);
  if (share < 0) return "";
  const opens = new Date(line.closest("table").dataset.opens).getTime();
  return new Date(opens + Math.floor(share * 40) * QUARTER).toISOString();
}
