/** What the first press of a button loads: words, the frame's model and the face mesh, then the mirror's dialog. */
import { readGlb } from "../eyewear/glb";
import type { Details } from "../page/details";
import type { Tell } from "../page/events";
import type { Language } from "../page/language";
import { MirrorDialog } from "./dialog";
import { fetchFaceMesh, fetchGlb } from "./loading";
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

const MESH_SHARE = 0.9;

/** Opens the mirror; resolves with what closes it again. Raises NotLoaded or UnusableModel. */
export async function openMirror(opening: Opening): Promise<() => void> {
  const { details, onProgress } = opening;
  const first = details.variants.find((variant) => variant.sku === details.sku)!;
  const isLive = canDrawLive();
  const [words, model] = await Promise.all([
    loadWords(opening.language),
    fetchGlb(first.model).then(readGlb),
    isLive ? fetchFaceMesh((part) => onProgress(MESH_SHARE * part)) : undefined,
  ]);
  onProgress(1);
  const dialog = new MirrorDialog({ ...opening, words, isLive, first: { variant: first, model } });
  return () => dialog.close();
}
