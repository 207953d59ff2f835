/* Calendars: a job or an appointment is dragged to another time or technician; the form opens to be confirmed.
   Without this file each entry has a link to the same form. */
const QUARTER = 15 * 60 * 1000;
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]");
  dragged?.classList.add("moving");
  if (dragged) event.dataTransfer.setData("text/plain", dragged.textContent.trim());
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("moving");
  document.querySelectorAll(".drop").forEach((place) => place.classList.remove("drop"));
  dragged = null;
});
document.addEventListener("dragover", (event) => {
  const place = dragged && event.target.closest("[data-technician]");
  if (!place) return;
  event.preventDefault();
  document.querySelectorAll(".drop").forEach((one) => one.classList.toggle("drop", one === place));
  place.classList.add("drop");
});
document.addEventListener("drop", (event) => {
  const place = dragged && event.target.closest("[data-technician]");
  if (!place) return;
  event.preventDefault();
  const query = new URLSearchParams({ technician: place.dataset.technician });
  if (place.dataset.day) query.set("day", place.dataset.day);
  else query.set("planned_at", momentOf(event.clientX, place));
  const url = `${dragged.dataset.move}?${query}`;
  window.htmx ? window.htmx.ajax("GET", url, { source: dragged, target: "#dialog-body", swap: "innerHTML" }) : (location.href = url);
});

function momentOf(x, line) {
  const head = line.querySelector("th").getBoundingClientRect();
  const whole = line.getBoundingClientRect();
  const share = Math.max(0, (x - head.right) / (whole.right - head.right));
  const opens = new Date(line.closest("table").dataset.opens).getTime();
  return new Date(opens + Math.floor(share * 40) * QUARTER).toISOString();
}
