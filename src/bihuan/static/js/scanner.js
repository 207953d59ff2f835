/* Scanning a code with the camera: <div data-scanner data-into="#id_serial"> or data-go="/q/{code}/".
   A button starts it; the browser's own detector is taken where there is one, else zxing (its wasm is served by us). */
const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"];

async function detector(wasm) {
  if ("BarcodeDetector" in window) {
    const known = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (known.includes("qr_code")) return new window.BarcodeDetector({ formats: FORMATS.filter((one) => known.includes(one)) });
  }
  const { BarcodeDetector, prepareZXingModule } = window.BarcodeDetectionAPI;
  prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) } });
  return new BarcodeDetector({ formats: FORMATS });
}

for (const box of document.querySelectorAll("[data-scanner]")) {
  const video = box.querySelector("video");
  const said = box.querySelector("[data-said]");
  box.querySelector("[data-start]")?.addEventListener("click", () => scan(box, video, said));
  box.querySelector("input[type=file]")?.addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const found = await (await detector(box.dataset.wasm)).detect(await createImageBitmap(file)).catch(() => []);
    if (found.length) take(box, found[0].rawValue); else tell(said, box.dataset.nothing);
  });
}

async function scan(box, video, said) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    tell(said, box.dataset.refused);
    return;
  }
  video.hidden = false;
  video.srcObject = stream;
  await video.play();
  const eye = await detector(box.dataset.wasm);
  const stop = () => { stream.getTracks().forEach((track) => track.stop()); video.hidden = true; };
  const look = async () => {
    if (!stream.active) return;
    const found = await eye.detect(video).catch(() => []);
    if (found.length) { stop(); take(box, found[0].rawValue); } else setTimeout(look, 120);
  };
  look();
}

function take(box, text) {
  navigator.vibrate?.(60);
  const code = text.includes("/q/") ? decodeURIComponent(text.split("/q/")[1].split(/[/?#]/)[0]) : text.trim();
  if (box.dataset.go) { location.assign(box.dataset.go.replace("{code}", encodeURIComponent(code))); return; }
  const field = document.querySelector(box.dataset.into);
  field.value = code;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function tell(said, words) {
  if (said) said.textContent = words || "";
}
