/* Signing on the glass: <figure class="pad" data-signature="signature"> gets a canvas; on sending, the strokes go into
   the hidden field of that name as a PNG, cropped to nothing and at most 1200 px wide. */
for (const pad of document.querySelectorAll("[data-signature]")) start(pad);

function start(pad) {
  const canvas = document.createElement("canvas");
  const field = pad.querySelector(`[name="${pad.dataset.signature}"]`) || pad.appendChild(hidden(pad.dataset.signature));
  pad.prepend(canvas);
  const strokes = new window.SignaturePad(canvas, { penColor: "#111", minWidth: 0.8, maxWidth: 2.6 });

  function fit() {
    const kept = strokes.toData();
    const scale = Math.max(1, Math.min(devicePixelRatio || 1, 2));
    canvas.width = pad.clientWidth * scale;
    canvas.height = pad.clientHeight * scale;
    canvas.getContext("2d").scale(scale, scale);
    strokes.clear();
    strokes.fromData(kept);
  }
  fit();
  addEventListener("resize", fit);

  strokes.addEventListener("endStroke", () => {
    field.value = strokes.toDataURL("image/png");
    pad.classList.add("is-signed");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  pad.querySelector("[data-signature-clear]")?.addEventListener("click", () => {
    strokes.clear();
    field.value = "";
    pad.classList.remove("is-signed");
  });
  field.form?.addEventListener("submit", (event) => {
    if (strokes.isEmpty() && pad.hasAttribute("data-required")) {
      event.preventDefault();
      pad.classList.add("is-missing");
      pad.scrollIntoView({ block: "center" });
    }
  }, true);
}

function hidden(name) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  return field;
}
