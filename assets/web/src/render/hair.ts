/** Where hair lies in front of the temples: over the ears of people who wear it so (engine/render/hair.py).
 *
 * Ears are looked at here, four times a second in a small copy of the picture; which pixels of a temple hair hides, the
 * frame's shader finds out by itself (shaders/pattern.glsl).
 */
import { seenTones, type Complexion } from "../face/complexion";
import { labOfLinear, linearOf } from "../face/colour";
import type { Vec3 } from "../face/linear-algebra";
import { toCamera } from "../face/pose";
import type { Camera, TrackedFace } from "../face/types";
import { ears, LEFT_SIDE, RIGHT_SIDE } from "./head";

const TONES_EVERY_MS = 1000;
const EARS_EVERY_MS = 250;
const SETTLE_S = 0.5;
const [FREE, COVERED] = [0.42, 0.58];
const EARS_HANG_MM = 30;
const BESIDE_MM = 70;
const LEAST_PIXELS = 8;
const BROW_TAILS = [46, 276] as const;
const WIDTH = 320;
const SOME = 0.02;

type Point = readonly [number, number];

/** What may hide one temple; places in the picture's pixels. */
export interface TempleHair {
  /** 0: the ear is free; 1: covered. */
  readonly covered: number;
  readonly brow: Point;
  readonly beforeEar: Point;
}

export interface Hair {
  readonly tones: Complexion & { readonly hair: Vec3 };
  readonly TempleL: TempleHair;
  readonly TempleR: TempleHair;
}

export class HairFollower {
  #tones: Complexion | null = null;
  #isCovered = [false, false];
  #covered = [0, 0];
  #tonedMs: number | undefined;
  #lookedMs: number | undefined;
  #context: CanvasRenderingContext2D | null = null;

  /** Null for most people: no hair hides anything. */
  follow(picture: CanvasImageSource, camera: Camera, face: TrackedFace, nowMs: number): Hair | null {
    if (isTime(this.#lookedMs, nowMs, EARS_EVERY_MS)) this.#look(picture, camera, face, nowMs);
    const tones = this.#tones;
    if (!tones?.hair || Math.max(...this.#covered) < SOME) return null;
    const side = (index: 0 | 1): TempleHair => ({
      covered: this.#covered[index], brow: landmark(face, BROW_TAILS[index]), beforeEar: landmark(face, SIDES[index]),
    });
    return { tones: { ...tones, hair: tones.hair }, TempleL: side(0), TempleR: side(1) };
  }

  #look(picture: CanvasImageSource, camera: Camera, face: TrackedFace, nowMs: number): void {
    const scale = WIDTH / camera.widthPx;
    const small = this.#copy(picture, Math.round(camera.heightPx * scale));
    const passedS = this.#lookedMs === undefined || nowMs < this.#lookedMs ? Infinity : (nowMs - this.#lookedMs) / 1000;
    this.#lookedMs = nowMs;
    if (!small) return;
    if (isTime(this.#tonedMs, nowMs, TONES_EVERY_MS)) {
      this.#tones = seenTones(small, face.landmarks.map((value) => value * scale)) ?? this.#tones;
      this.#tonedMs = nowMs;
    }
    const { hair, skin } = this.#tones ?? { hair: null };
    if (!hair || !skin) return;
    const share = 1 - Math.exp(-passedS / SETTLE_S);
    ears(face.surface).forEach((ear, index) => {
      const seen = hairOver(small, earsPlaces(ear, index ? 1 : -1, camera, face, scale), (lab) => hairness(lab, hair, skin));
      if (seen !== null && (seen <= FREE || seen >= COVERED)) this.#isCovered[index] = seen >= COVERED;
      this.#covered[index] += (Number(this.#isCovered[index]) - this.#covered[index]) * share;
    });
  }

  #copy(picture: CanvasImageSource, height: number): ImageData | null {
    if (this.#context?.canvas.height !== height)
      this.#context = Object.assign(document.createElement("canvas"), { width: WIDTH, height }).getContext("2d", { willReadFrequently: true });
    this.#context?.drawImage(picture, 0, 0, WIDTH, height);
    return this.#context?.getImageData(0, 0, WIDTH, height) ?? null;
  }
}

const SIDES = [LEFT_SIDE, RIGHT_SIDE] as const;

function landmark({ landmarks }: TrackedFace, index: number): Point {
  return [landmarks[3 * index], landmarks[3 * index + 1]];
}

/** How much a colour looks like this person's hair rather than skin or anything else; as shaders/pattern.glsl has it. */
function hairness(lab: Vec3, hair: Vec3, skin: Vec3): number {
  const fromHair = toneDistance(lab, hair, 0.5);
  const rather = 1 / (1 + Math.exp(Math.max(-30, Math.min(30, (fromHair - toneDistance(lab, skin, 0.35)) / 3))));
  return rather * Math.max(0, Math.min(1, (32 - fromHair) / 14));
}

function toneDistance(lab: Vec3, tone: Vec3, lightnessWeight: number): number {
  return Math.hypot((lab[0] - tone[0]) * lightnessWeight, lab[1] - tone[1], lab[2] - tone[2]);
}

/** The ear and what hangs below it, and as much of the picture beside it, both in pixels of the small picture. */
function earsPlaces(ear: Float64Array, side: number, camera: Camera, face: TrackedFace, scale: number): { over: Point[]; beside: Point[] } {
  const hanging = Float64Array.from([...ear, ...ear.map((value, i) => (i % 3 === 1 ? value - EARS_HANG_MM : value))]);
  const beside = hanging.map((value, i) => (i % 3 === 0 ? value + side * BESIDE_MM : value));
  const seen = (points: Float64Array): Point[] => {
    const placed = toCamera(face.pose, points);
    return Array.from({ length: placed.length / 3 }, (_, i): Point => [
      ((placed[3 * i] / placed[3 * i + 2]) * camera.focalPx + camera.widthPx / 2) * scale,
      ((placed[3 * i + 1] / placed[3 * i + 2]) * camera.focalPx + camera.heightPx / 2) * scale,
    ]);
  };
  return { over: seen(hanging), beside: seen(beside) };
}

/** The share of hair over an ear, less where the wall beside it looks the same; null when too little is seen. */
function hairOver(picture: ImageData, { over, beside }: { over: Point[]; beside: Point[] }, share: (lab: Vec3) => number): number | null {
  const seen = shareWithin(picture, over, share);
  const wall = Math.max(0, Math.min(1, ((shareWithin(picture, beside, share) ?? 0) - 0.3) / 0.3));
  return seen === null ? null : seen * (1 - wall * wall * (3 - 2 * wall));
}

function shareWithin({ data, width, height }: ImageData, points: readonly Point[], share: (lab: Vec3) => number): number | null {
  const hull = hullOf(points);
  const [xs, ys] = [hull.map(([x]) => x), hull.map(([, y]) => y)];
  let [sum, count] = [0, 0];
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(height, Math.max(...ys)); y++)
    for (let x = Math.max(0, Math.floor(Math.min(...xs))); x < Math.min(width, Math.max(...xs)); x++) {
      if (!isWithin(hull, x + 0.5, y + 0.5)) continue;
      const at = 4 * (y * width + x);
      sum += share(labOfLinear([linearOf(data[at] / 255), linearOf(data[at + 1] / 255), linearOf(data[at + 2] / 255)]));
      count++;
    }
  return count < LEAST_PIXELS ? null : sum / count;
}

function isWithin(hull: readonly Point[], x: number, y: number): boolean {
  return hull.every((point, i) => turnOf(point, hull[(i + 1) % hull.length], [x, y]) >= 0);
}

/** The corners around some points (A. Andrew's monotone chain). */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const half = (from: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length > 1 && turnOf(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turnOf([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function isTime(lastMs: number | undefined, nowMs: number, everyMs: number): boolean {
  return lastMs === undefined || nowMs < lastMs || nowMs - lastMs >= everyMs;
}
