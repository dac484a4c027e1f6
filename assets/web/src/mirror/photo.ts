/** A photo the customer chose, as a canvas of sensible size, turned the right way up. */
import { make } from "../page/dom";

const MOST_PX = 1280;
const MOST_BYTES = 40 * 2 ** 20;

export class UnusablePhoto extends Error {}

export async function readPhoto(file: Blob): Promise<HTMLCanvasElement> {
  if (file.size > MOST_BYTES) throw new UnusablePhoto("too large");
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new UnusablePhoto("no picture");
  });
  const scale = Math.min(1, MOST_PX / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas;
}

/** Lets a picture be chosen once it is clicked; the device's own camera may make one. */
export function photoInput(onPhoto: (file: File) => void): HTMLInputElement {
  const input = make("input", { type: "file", accept: "image/*", class: "file", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) onPhoto(file);
  });
  return input;
}
