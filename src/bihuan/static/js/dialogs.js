/* One dialog for all short forms: it opens when htmx has filled it and closes on request.
   A link with hx-target="#dialog-body" is a plain link without JavaScript. Going back in the browser makes htmx
   replace the body, so that the dialog is looked up each time. */
const dialog = () => document.getElementById("dialog");
const body = () => document.getElementById("dialog-body");
const FIRST = "[aria-invalid=true], [autofocus], input:not([type=hidden]), select, textarea, button[type=submit]";

document.addEventListener("htmx:after:swap", () => {
  if (!dialog() || dialog().open || !body().children.length) return;
  dialog().showModal();
  body().querySelector(FIRST)?.focus();
});

document.addEventListener("click", (event) => {
  if (event.target === dialog() || event.target.closest("[data-dialog-close]")) dialog().close();
});
document.addEventListener("close", (event) => { if (event.target === dialog()) body().replaceChildren(); }, true);

document.addEventListener("htmx:config:request", (event) => {
  const token = document.body.dataset.csrf;
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
