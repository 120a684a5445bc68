// Photos: made small on the phone (a weak signal carries them too) and sealed like everything else.
import { uuid7 } from "./ids.ts";
import { box } from "./session.ts";

const LONGEST = 1600;
const QUALITY = 0.8;

async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("photo"))), "image/jpeg", QUALITY);
  });
}

/** Keep a photo; its place and camera are left behind with the original. */
export async function keepPhoto(file: Blob): Promise<string> {
  const id = uuid7();
  await box().putFile(id, await shrink(file));
  return id;
}

export async function showPhoto(id: string): Promise<string> {
  const blob = await box().getFile(id);
  return blob ? URL.createObjectURL(blob) : "";
}
