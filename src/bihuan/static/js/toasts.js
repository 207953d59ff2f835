/* Words about what was done: they go by themselves, errors stay until closed. */
function age() {
  for (const line of document.querySelectorAll(".toast-line:not(.toast-error, [data-aging])")) {
    line.dataset.aging = "";
    setTimeout(() => line.remove(), 6000);
  }
}
age();
document.addEventListener("htmx:after:settle", age);
document.addEventListener("click", (event) => event.target.closest(".toast-line [data-close]")?.closest(".toast-line").remove());
