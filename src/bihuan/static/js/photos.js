/* Photos are made smaller before they are sent (long side 1600 px, JPEG) and shown as thumbnails.
   <input type="file" accept="image/*" multiple data-shrink> ; thumbnails go before its .shot tile when it has one. */
const LONG = 1600;

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-shrink]")) return;
  const files = await Promise.all([...input.files].map(shrink));
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
  preview(input, files);
});

async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 400_000) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONG / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
}

function preview(input, files) {
  const tile = input.closest(".shot");
  if (!tile) return;
  tile.parentElement.querySelectorAll(".shot[data-preview]").forEach((old) => old.remove());
  for (const file of files.filter((one) => one.type.startsWith("image/"))) {
    const shot = document.createElement("span");
    shot.className = "shot";
    shot.dataset.preview = "";
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.onload = () => URL.revokeObjectURL(image.src);
    shot.append(image);
    tile.before(shot);
  }
}
