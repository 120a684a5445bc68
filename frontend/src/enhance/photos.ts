import { behaviour, icon, tell } from "./page";

/**
 * `<div class="photo-picker">` around one file input: previews, removal, and a smaller copy made
 * on the device. Drawing anew also drops the metadata; the server strips it in any case.
 */
const LONGEST = 1600;

async function shrink(file: File): Promise<File> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob) return file;
    const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file; // A format this browser cannot draw goes up as it is; the server decides.
  }
}

behaviour(".photo-picker", (box) => {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const list = box.querySelector<HTMLUListElement>(".photos");
  if (!input || !list) return;
  const limit = Number(box.dataset["limit"] ?? "6");
  let chosen: File[] = [];

  const show = (): void => {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    for (const old of list.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    list.replaceChildren(...chosen.map((file, index) => frame(file, index)));
  };
  const frame = (file: File, index: number): HTMLLIElement => {
    const item = document.createElement("li");
    const holder = document.createElement("div");
    holder.className = "photo-frame";
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = `第 ${index + 1} 张照片`;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "photo-remove";
    remove.setAttribute("aria-label", `去掉第 ${index + 1} 张照片`);
    remove.append(icon("x"));
    remove.addEventListener("click", () => {
      chosen = chosen.filter((one) => one !== file);
      show();
    });
    holder.append(image, remove);
    item.append(holder);
    return item;
  };

  input.addEventListener("change", async () => {
    const added = [...(input.files ?? [])];
    if (added.length === 0) return show(); // Cancelling the chooser must not lose the photos.
    const room = limit - chosen.length;
    if (added.length > room) tell(`最多 ${limit} 张照片，多出的没有加入`);
    box.setAttribute("aria-busy", "true");
    chosen = [...chosen, ...(await Promise.all(added.slice(0, Math.max(room, 0)).map(shrink)))];
    box.removeAttribute("aria-busy");
    show();
  });
});
