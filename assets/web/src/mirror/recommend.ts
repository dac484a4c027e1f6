/**
 * Which frames of the page's catalogue suit this face: size first, then shape, colour and variety, as the shop's
 * mirror ranks them (app/services/recommend.py, recommend_size.py) with the same rules (assets/recommendation/harmony.json).
 */
import harmony from "../../../recommendation/harmony.json";
import { apart, labOfSwatch, skinWarmth, warmth } from "../face/colour";
import type { Complexion } from "../face/complexion";
import type { Vec3 } from "../face/linear-algebra";
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

/** Who is to wear the frame; what is unknown counts for nothing. */
export interface Wearer {
  readonly measures: FaceMeasures;
  readonly shape: FaceShape | null;
  readonly tones?: Complexion | null;
}

const [SIZE, SHAPE, COLOUR, OUT_OF_STOCK, CONVENTION] = [0.45, 0.25, 0.2, 0.15, 0.25];
const [UNDERTONE, CONTRAST, CONTRAST_RANGE] = [0.6, 0.4, 50];
const [VARIED, CONSIDERED] = [10, 200];
const [SAME_DESIGN, SAME_SHAPE, SAME_MATERIAL, SAME_COLOUR, SAME_COLOUR_DE] = [0.3, 0.05, 0.02, 0.02, 15];
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

/** Each frame once, in the colour that suits best; the first ten chosen so that they differ. */
export function recommend(
  frames: readonly CatalogueFrame[], { measures, shape, tones = null }: Wearer, count: number,
): readonly Recommendation[] {
  const judgements = frames.flatMap((frame) => {
    const [size, worth] = [sizeOf(frame, measures), shapeWorth(frame, shape)];
    return frame.variants.map((variant) => judged(frame, variant, size, worth, measures, tones));
  });
  const best = withVariety(judgements.sort((a, b) => a.sizeClass - b.sizeClass || b.score - a.score));
  const seen = new Set<CatalogueFrame>();
  return best.filter(({ frame }) => !seen.has(frame) && seen.add(frame)).slice(0, count);
}

interface Judged extends Recommendation {
  readonly lab: Vec3 | null;
}

function judged(
  frame: CatalogueFrame, variant: Variant, size: Size, { worth, reason }: { worth: number; reason: string },
  measures: FaceMeasures, tones: Complexion | null,
): Judged {
  const lab = labOfSwatch(variant.swatch);
  const stock = variant.in_stock === false ? OUT_OF_STOCK : 0;
  const score = SIZE * size.score + SHAPE * worth + COLOUR * colourWorth(lab, tones) - stock;
  const said: Reason[] = [widthReason(frame, measures, size.widerMm)];
  if (worth >= TELLING && reason) said.push({ key: reason, values: {} });
  if (Math.abs(size.centresOffMm) < GOOD[2] / 2) said.push({ key: "recommend.eyes.centred", values: {} });
  return { frame, variant, sizeClass: size.sizeClass, score, reasons: said.slice(0, 3), lab };
}

/** -1 to 1: undertone of the skin, and the contrast of skin and hair. */
function colourWorth(lab: Vec3 | null, tones: Complexion | null): number {
  if (!lab || !tones) return 0;
  const tone = skinWarmth(tones.skin) * warmth(lab);
  if (!tones.hair) return UNDERTONE * tone;
  const [ofFace, ofFrame] = [tones.hair, lab].map((other) => Math.abs(tones.skin[0] - other[0]));
  return UNDERTONE * tone + CONTRAST * (1 - 2 * Math.min(Math.abs(ofFace - ofFrame) / CONTRAST_RANGE, 1));
}

/** The first ten chosen again, so that they differ among themselves. */
function withVariety(sorted: readonly Judged[]): readonly Judged[] {
  const left = sorted.slice(0, CONSIDERED).map((one) => ({ one, worth: one.score }));
  const chosen: Judged[] = [];
  while (left.length && chosen.length < VARIED) {
    const bestClass = Math.min(...left.map(({ one }) => one.sizeClass));
    const pick = left.filter(({ one }) => one.sizeClass === bestClass).reduce((a, b) => (b.worth > a.worth ? b : a));
    left.splice(left.indexOf(pick), 1);
    chosen.push(pick.one);
    for (const other of left) other.worth -= sameness(other.one, pick.one);
  }
  return [...chosen, ...sorted.filter((one) => !chosen.includes(one))];
}

function sameness(one: Judged, other: Judged): number {
  return (
    SAME_DESIGN * Number(designOf(one.frame) === designOf(other.frame)) +
    SAME_SHAPE * Number(one.frame.shape === other.frame.shape) +
    SAME_MATERIAL * Number((one.frame.material === "metal") === (other.frame.material === "metal")) +
    SAME_COLOUR * Number(one.lab && other.lab && apart(one.lab, other.lab) < SAME_COLOUR_DE)
  );
}

function designOf(frame: CatalogueFrame): string {
  return [frame.shape, frame.rim, frame.lens_width_mm, frame.lens_height_mm, frame.bridge_mm, frame.front_width_mm].join();
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
