/** What the first press of a button loads: words and the frame's model, then the dialog; the face mesh while it is read. */
import { readGlb } from "../eyewear/glb";
import type { Details } from "../page/details";
import type { Tell } from "../page/events";
import type { Language } from "../page/language";
import { MirrorDialog } from "./dialog";
import { fetchGlb, MeshDownload } from "./loading";
import { canDrawLive } from "./virtual-mirror";
import { loadWords } from "./words";

export interface Opening {
  readonly details: Details;
  readonly language: Language;
  readonly tell: Tell;
  /** 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly onClosed: () => void;
}

/** Opens the mirror; resolves with what closes it again. Raises NotLoaded or UnusableModel. */
export async function openMirror(opening: Opening): Promise<() => void> {
  const { details, onProgress } = opening;
  const first = details.variants.find((variant) => variant.sku === details.sku)!;
  const isLive = canDrawLive();
  const mesh = new MeshDownload();
  const [words, model] = await Promise.all([loadWords(opening.language), fetchGlb(first.model, onProgress).then(readGlb)]);
  const dialog = new MirrorDialog({ ...opening, words, isLive, mesh, first: { variant: first, model } });
  if (isLive) mesh.begin();
  return () => dialog.close();
}
