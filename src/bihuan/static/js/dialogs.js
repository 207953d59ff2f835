/* One dialog for all short forms: it opens when htmx has filled it and closes on request.
   A link with hx-target="#dialog-body" is a plain link without JavaScript. */
const dialog = document.getElementById("dialog");

document.addEventListener("htmx:after:swap", () => {
  const body = document.getElementById("dialog-body");
  if (dialog && !dialog.open && body.children.length) {
    dialog.showModal();
    body.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button[type=submit]")?.focus();
  }
});

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close();
});
dialog?.addEventListener("close", () => document.getElementById("dialog-body").replaceChildren());

document.addEventListener("htmx:config:request", (event) => {
  const token = document.body.dataset.csrf;
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
