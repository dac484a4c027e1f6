/** A picture handed to the device's own share sheet, or saved to its disk; never sent from here. */
import { make } from "../page/dom";

/** Whether this device hands pictures on itself; else they are saved. */
export function canShare(): boolean {
  return navigator.canShare?.({ files: [new File([], "look.jpg", { type: "image/jpeg" })] }) ?? false;
}

export type Shared = "shared" | "saved" | "cancelled" | "failed";

export async function share(picture: HTMLCanvasElement, name: string): Promise<Shared> {
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, "image/jpeg", 0.92));
  if (!blob) return "failed";
  const file = new File([blob], `${name.replace(/[^\p{L}\p{N} -]/gu, "").trim() || "try-on"}.jpg`, { type: blob.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: name });
      return "shared";
    } catch (reason) {
      if ((reason as DOMException).name === "AbortError") return "cancelled";
    }
  }
  save(file);
  return "saved";
}

function save(file: File): void {
  const address = URL.createObjectURL(file);
  make("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
