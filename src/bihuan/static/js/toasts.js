/* Words about what was done: they go by themselves, errors stay until closed. */
const box = document.getElementById("toasts");

function age(line) {
  if (!line.classList.contains("toast-error")) setTimeout(() => line.remove(), 6000);
}

if (box) {
  box.querySelectorAll(".toast-line").forEach(age);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach((node) => node.classList?.contains("toast-line") && age(node));
  }).observe(box, { childList: true });
  box.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast-line").remove());
}
