/** The tones of skin and hair in a picture, the light's colour taken out by the whites of the eyes (engine/face/complexion.py). */
import { apart, labOfLinear, linearOf } from "./colour";
import type { Vec3 } from "./linear-algebra";
import type { Landmarks } from "./types";

/** CIELAB as in neutral light; in memory only. */
export interface Complexion {
  readonly skin: Vec3;
  /** Null where there is no hair above the forehead, or it cannot be told from skin or background. */
  readonly hair: Vec3 | null;
}

type Point = readonly [number, number];

const CHEEKS_AND_FOREHEAD = [50, 280, 205, 425, 151, 108, 337];
const [FOREHEAD, CHIN] = [10, 152];
const CHEEKBONES = [234, 454] as const;
const PATCH = 0.035;
const HAIR_BANDS = [0.06, 0.12, 0.18];
const [HAIR_HEIGHT, HAIR_HALF_WIDTH] = [0.06, 0.18];
const LEAST_PIXELS = 30;
const BRIGHT_SHARE = 0.7;
const OPEN_EYE = 0.22;
const IRIS_MARGIN = 1.15;
const WHITE: Vec3 = [0.6, 0.57, 0.56];
const STRONGEST_GAIN = 2;
const LESS_RED = 0.85;
const LIGHTEST_SKIN = 0.85;
const UNLIKE_SKIN_DE = 20;
const HAIR_SPREAD = 18;
const STEPS = 24;
const EYES = [
  { iris: 468, sides: [469, 471], corners: [33, 133], lids: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7] },
  { iris: 473, sides: [474, 476], corners: [263, 362], lids: [362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382] },
] as const;

/** Null when too little skin lies inside the picture. */
export function complexion(picture: ImageData, landmarks: Landmarks): Complexion | null {
  const at = pointsOf(landmarks);
  const seenSkin = skinLight(picture, at);
  if (!seenSkin) return null;
  const gain = neutralising(EYES.flatMap((eye) => whiteOf(picture, eye, at)), seenSkin);
  const tone = scaled(seenSkin, gain);
  return { skin: labOfLinear(tone), hair: hairOf(picture, at, gain, labOfLinear(tone)) };
}

/** The same tones as the picture shows them, in the light that is there; null when too little skin is seen. */
export function seenTones(picture: ImageData, landmarks: Landmarks): Complexion | null {
  const at = pointsOf(landmarks);
  const light = skinLight(picture, at);
  const skin = light && labOfLinear(light);
  return skin && { skin, hair: hairOf(picture, at, [1, 1, 1], skin) };
}

function pointsOf(landmarks: Landmarks): (landmark: number) => Point {
  return (landmark) => [landmarks[3 * landmark], landmarks[3 * landmark + 1]];
}

function skinLight(picture: ImageData, at: (landmark: number) => Point): Vec3 | null {
  const half = PATCH * distance(at(CHEEKBONES[0]), at(CHEEKBONES[1]));
  const skin = CHEEKS_AND_FOREHEAD.flatMap((landmark) => {
    const [x, y] = at(landmark);
    return lightIn(picture, [x - half, y - half], [2 * half, 0], [0, 2 * half]);
  });
  return skin.length < LEAST_PIXELS ? null : typical(skin);
}

function hairOf(picture: ImageData, at: (landmark: number) => Point, gain: Vec3, skin: Vec3): Vec3 | null {
  const [top, chin, left, right] = [at(FOREHEAD), at(CHIN), at(CHEEKBONES[0]), at(CHEEKBONES[1])];
  const up: Point = [top[0] - chin[0], top[1] - chin[1]];
  const across: Point = [(right[0] - left[0]) * 2 * HAIR_HALF_WIDTH, (right[1] - left[1]) * 2 * HAIR_HALF_WIDTH];
  const tones = HAIR_BANDS.flatMap((start) => {
    const corner: Point = [top[0] + start * up[0] - across[0] / 2, top[1] + start * up[1] - across[1] / 2];
    const band = lightIn(picture, corner, across, [HAIR_HEIGHT * up[0], HAIR_HEIGHT * up[1]]).map((light) => scaled(light, gain));
    const isEven = band.length >= LEAST_PIXELS && spread(band.map((light) => labOfLinear(light)[0])) < HAIR_SPREAD;
    return isEven ? [labOfLinear(typical(band))] : [];
  });
  const best = tones.sort((one, other) => apart(other, skin) - apart(one, skin))[0];
  return best && apart(best, skin) > UNLIKE_SKIN_DE ? best : null;
}

/** Linear light at a grid of points in the parallelogram; what lies outside the picture or is clipped left out. */
function lightIn(picture: ImageData, [x, y]: Point, across: Point, along: Point): Vec3[] {
  const found: Vec3[] = [];
  for (let i = 0.5; i < STEPS; i++)
    for (let j = 0.5; j < STEPS; j++) {
      const [u, v] = [i / STEPS, j / STEPS];
      const light = lightAt(picture, x + u * across[0] + v * along[0], y + u * across[1] + v * along[1]);
      if (light && Math.max(...light) < 0.99) found.push(light);
    }
  return found;
}

function lightAt({ data, width, height }: ImageData, x: number, y: number): Vec3 | null {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= width || row >= height) return null;
  const at = 4 * (row * width + column);
  return [linearOf(data[at] / 255), linearOf(data[at + 1] / 255), linearOf(data[at + 2] / 255)];
}

function whiteOf(picture: ImageData, eye: (typeof EYES)[number], at: (landmark: number) => Point): Vec3[] {
  const lids = eye.lids.map(at);
  const [low, high] = [Math.min(...lids.map(([, y]) => y)), Math.max(...lids.map(([, y]) => y))];
  if (high - low < OPEN_EYE * distance(at(eye.corners[0]), at(eye.corners[1]))) return [];
  const [iris, radius] = [at(eye.iris), (IRIS_MARGIN * distance(at(eye.sides[0]), at(eye.sides[1]))) / 2];
  const seen: Vec3[] = [];
  for (let y = Math.ceil(low); y <= high; y++)
    for (let x = Math.ceil(Math.min(...lids.map((lid) => lid[0]))); x <= Math.max(...lids.map((lid) => lid[0])); x++) {
      const light = isInside(lids, [x, y]) && distance(iris, [x, y]) > radius ? lightAt(picture, x, y) : null;
      if (light) seen.push(light);
    }
  seen.sort((one, other) => brightness(one) - brightness(other));
  return seen.slice(Math.floor(seen.length * BRIGHT_SHARE));
}

/** What makes the whites of the eyes look as in neutral light; ones where they cannot be told. */
function neutralising(whites: Vec3[], skin: Vec3): Vec3 {
  if (whites.length < LEAST_PIXELS / 2) return [1, 1, 1];
  const white = [0, 1, 2].map((part) => {
    const values = whites.map((light) => light[part]).sort((a, b) => a - b);
    return Math.max(values[values.length >> 1], 1e-4);
  });
  if (white[0] / white[2] > (LESS_RED * skin[0]) / Math.max(skin[2], 1e-4)) return [1, 1, 1];
  const gain = white.map((part, i) => Math.max(1 / STRONGEST_GAIN, Math.min(STRONGEST_GAIN, WHITE[i] / part))) as Vec3;
  const kept = Math.min(1, LIGHTEST_SKIN / Math.max(...scaled(skin, gain)));
  return gain.map((part) => part * kept) as Vec3;
}

/** The middle half by brightness, averaged. */
function typical(lights: Vec3[]): Vec3 {
  const sorted = [...lights].sort((one, other) => brightness(one) - brightness(other));
  const middle = sorted.slice(sorted.length >> 2, Math.max(1, Math.ceil(sorted.length * 0.75)));
  return [0, 1, 2].map((part) => middle.reduce((sum, light) => sum + light[part], 0) / middle.length) as Vec3;
}

function isInside(corners: readonly Point[], [x, y]: Point): boolean {
  let isIn = false;
  corners.forEach(([x1, y1], i) => {
    const [x2, y2] = corners[(i + 1) % corners.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isIn = !isIn;
  });
  return isIn;
}

function spread(values: number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function scaled(light: Vec3, gain: Vec3): Vec3 {
  return [light[0] * gain[0], light[1] * gain[1], light[2] * gain[2]];
}

function brightness([r, g, b]: Vec3): number {
  return r + g + b;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}
