/* Chosen rows of a list: all of the page at once, how many, from one to another with Shift; filters apply at a click. */
let last = null;
const picks = () => [...document.querySelectorAll("#bulk [name=pick]")];

function tell() {
  const said = document.querySelector("[data-picked]");
  const boxes = picks();
  const chosen = boxes.filter((box) => box.checked).length;
  if (said) said.textContent = said.dataset.picked.replace("{n}", chosen);
  const all = document.querySelector("[data-pick-all]");
  if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.("#bulk [name=pick]")) return;
  const boxes = picks();
  if (event.shiftKey && last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(Math.max(from, 0), to + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) picks().forEach((box) => { box.checked = event.target.checked; });
  if (event.target.closest("#bulk")) tell();
  const filters = event.target.closest(".bar-form");
  if (filters && event.target.matches("[type=radio]")) filters.requestSubmit();
});
document.addEventListener("reset", () => setTimeout(tell));

/* What is empty needs no place in the address. */
document.addEventListener("formdata", (event) => {
  if (!event.target.matches(".bar-form")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

/* Boxes left ticked in an open filter are applied when it is closed. */
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".bar-form details")) return;
  const state = [...menu.querySelectorAll("input")].map((input) => input.type === "date" ? input.value : input.checked).join();
  if (menu.open) menu.dataset.was = state;
  else if (menu.dataset.was !== state) menu.closest("form").requestSubmit();
}, true);
