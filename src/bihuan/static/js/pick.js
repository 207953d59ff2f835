/* Selects with search: <select data-pick>. Without JavaScript it stays a plain select. */
const start = () => {
  for (const select of document.querySelectorAll("select[data-pick]:not(.tomselected)")) {
    new window.TomSelect(select, { maxOptions: 200, allowEmptyOption: true, selectOnTab: true, openOnFocus: true });
  }
};
start();
document.addEventListener("htmx:after:settle", start);
