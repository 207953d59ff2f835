/* Forms: a button answers at once and can't be pressed twice, Enter moves on, the first error gets the focus,
   what was typed is not lost by leaving. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-form]") || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.classList.add("is-busy");
  delete form.dataset.dirty;
});

function reopen(form) {
  delete form.dataset.sent;
  form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(reopen));
document.addEventListener("htmx:finally:request", () => document.querySelectorAll("form[data-sent]").forEach(reopen));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey) return;
  const field = event.target;
  const form = field.closest?.("form.form-sheet");
  if (!form || !field.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=file])")) return;
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[type=submit]")].filter((one) => !one.disabled && one.offsetParent);
  const rest = fields.slice(fields.indexOf(field) + 1);
  if (field.type === "password" && !rest.some((one) => one.type === "password")) return; // the last one signs in
  const next = rest[0];
  if (next && next.type !== "submit") { event.preventDefault(); next.focus(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[data-form]");
  form?.requestSubmit(form.querySelector("button[type=submit]"));
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form.form-sheet");
  if (form && !form.dataset.offline) form.dataset.dirty = "yes";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]:not([data-sent])")) event.preventDefault();
});

/* A field that belongs to one answer of another stands there once that is chosen: data-when="answer=value". */
function settle(form) {
  form.querySelectorAll("[data-when]").forEach((control) => {
    const [name, wanted] = control.dataset.when.split("=");
    const place = control.closest(".field");
    if (place) place.hidden = new FormData(form).get(name) !== wanted;
  });
}
function settleAll(root) {
  new Set([...root.querySelectorAll("[data-when]")].map((control) => control.form)).forEach((form) => form && settle(form));
}
document.addEventListener("change", (event) => event.target.form?.querySelector("[data-when]") && settle(event.target.form));
document.addEventListener("htmx:after:swap", () => settleAll(document));
settleAll(document);

document.querySelector("[aria-invalid=true]")?.focus();
