/**
 * Which frames of the page's catalogue suit this face: size first, then shape, as the shop's mirror ranks them
 * (app/services/recommend.py, recommend_size.py) with the same rules (assets/recommendation/harmony.json).
 */
import harmony from "../../../recommendation/harmony.json";
import type { FaceMeasures } from "../face/measures";
import type { FaceShape, Shape } from "../face/shape";
import type { Variant } from "../page/details";

export interface CatalogueFrame {
  readonly product_id: string;
  readonly name: string;
  readonly brand?: string;
  readonly url?: string;
  readonly boxing?: string;
  readonly shape: string;
  readonly rim: string;
  readonly material: string;
  readonly has_nose_pads?: boolean;
  readonly lens_width_mm: number;
  readonly lens_height_mm: number;
  readonly bridge_mm: number;
  readonly front_width_mm: number;
  readonly variants: readonly Variant[];
}

export interface Reason {
  readonly key: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Recommendation {
  readonly frame: CatalogueFrame;
  readonly variant: Variant;
  /** 0 fits, 1 wearable, 2 wrong: better sizes always come first. */
  readonly sizeClass: 0 | 1 | 2;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

const [SIZE, SHAPE, OUT_OF_STOCK, CONVENTION] = [0.45, 0.25, 0.15, 0.25];
const BEST_WIDER_MM = 1;
const BEST_CENTRES_WIDER_MM = 6;
const PADS_GIVE_MM = 2;
const GOOD = [5, 2.5, 6] as const;
const WEARABLE = [11, 5.5, 12] as const;
const TELLING = 0.15;

/** The frames of a catalogue file that can be shown; throws for a file that is none. */
export function framesOf(file: unknown): readonly CatalogueFrame[] {
  const { version, frames } = (file ?? {}) as { version?: number; frames?: unknown };
  if (version !== 1 || !Array.isArray(frames)) throw new TypeError("no catalogue of a version known here");
  return frames.filter((frame: Partial<CatalogueFrame>): frame is CatalogueFrame =>
    [frame.lens_width_mm, frame.lens_height_mm, frame.bridge_mm, frame.front_width_mm].every(Number.isFinite) &&
    typeof frame.name === "string" && Array.isArray(frame.variants) && frame.variants.length > 0,
  );
}

export function recommend(
  frames: readonly CatalogueFrame[], measures: FaceMeasures, shape: FaceShape | null, count: number,
): readonly Recommendation[] {
  return frames
    .map((frame) => judged(frame, measures, shape))
    .sort((a, b) => a.sizeClass - b.sizeClass || b.score - a.score)
    .slice(0, count);
}

function judged(frame: CatalogueFrame, measures: FaceMeasures, shape: FaceShape | null): Recommendation {
  const size = sizeOf(frame, measures);
  const { worth, reason } = shapeWorth(frame, shape);
  const variant = frame.variants.find((candidate) => candidate.in_stock !== false) ?? frame.variants[0];
  const stock = variant.in_stock === false ? OUT_OF_STOCK : 0;
  const score = SIZE * size.score + SHAPE * worth - stock;
  const said: Reason[] = [widthReason(frame, measures, size.widerMm)];
  if (worth >= TELLING && reason) said.push({ key: reason, values: {} });
  if (Math.abs(size.centresOffMm) < GOOD[2] / 2) said.push({ key: "recommend.eyes.centred", values: {} });
  return { frame, variant, sizeClass: size.sizeClass, score, reasons: said.slice(0, 3) };
}

function faceWidth({ faceWidthMm, templeWidthMm }: FaceMeasures): number {
  return (faceWidthMm + templeWidthMm) / 2;
}

interface Size { sizeClass: 0 | 1 | 2; score: number; widerMm: number; centresOffMm: number }

export function sizeOf(frame: CatalogueFrame, measures: FaceMeasures): Size {
  const widerMm = frame.front_width_mm - faceWidth(measures);
  const give = frame.has_nose_pads ? PADS_GIVE_MM : 0;
  const bridge = Math.max(Math.abs(frame.bridge_mm - measures.bridgeWidthMm) - give, 0);
  const centresOffMm = frame.lens_width_mm + frame.bridge_mm - measures.pdMm - BEST_CENTRES_WIDER_MM;
  const off = [Math.abs(widerMm - BEST_WIDER_MM), bridge, Math.abs(centresOffMm)];
  const sizeClass = Number(off.some((mm, i) => mm > GOOD[i])) + Number(off.some((mm, i) => mm > WEARABLE[i]));
  const score = 1 - off.reduce((sum, mm, i) => sum + (mm / WEARABLE[i]) ** 2, 0) / 3;
  return { sizeClass: sizeClass as 0 | 1 | 2, score, widerMm, centresOffMm };
}

function widthReason(frame: CatalogueFrame, measures: FaceMeasures, widerMm: number): Reason {
  const word = widerMm > GOOD[0] + 1 ? "wide" : widerMm < 1 - GOOD[0] ? "narrow" : "right";
  const values = {
    front_mm: Math.round(frame.front_width_mm), face_mm: Math.round(faceWidth(measures)), off_mm: Math.round(Math.abs(widerMm)),
  };
  return { key: `recommend.width.${word}`, values };
}

/** -1 to 1 with the sentence of the rule that speaks loudest. */
function shapeWorth(frame: CatalogueFrame, shape: FaceShape | null): { worth: number; reason: string } {
  if (!shape) return { worth: 0, reason: "" };
  const weights = new Map<Shape, number>(shape.ranking);
  if (shape.byConvention) {
    for (const [name, weight] of weights) weights.set(name, weight * (1 - CONVENTION));
    weights.set(shape.byConvention, (weights.get(shape.byConvention) ?? 0) + CONVENTION);
  }
  let [worth, loudest, reason] = [0, 0, ""];
  for (const rule of harmony.rules.filter((candidate) => holds(candidate.frames, frame))) {
    const voice = rule.faces.reduce((sum, face) => sum + (weights.get(face as Shape) ?? 0), 0) * rule.score;
    worth += voice;
    if (voice > loudest) [loudest, reason] = [voice, rule.reason ?? ""];
  }
  return { worth: Math.max(-1, Math.min(1, worth)), reason };
}

interface Condition { shapes?: string[]; rims?: string[]; depth_at_least?: number; depth_at_most?: number }

function holds(condition: Condition, frame: CatalogueFrame): boolean {
  const depth = frame.lens_height_mm / frame.lens_width_mm;
  return (
    (!condition.shapes || condition.shapes.includes(frame.shape)) &&
    (!condition.rims || condition.rims.includes(frame.rim)) &&
    depth >= (condition.depth_at_least ?? 0) && depth <= (condition.depth_at_most ?? Infinity)
  );
}
