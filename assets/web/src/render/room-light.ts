/** What the picture says about the light in the room, once a second (engine/render/room_light.py, in short). */
import type { Vec3 } from "../face/linear-algebra";
import type { TrackedFace } from "../face/types";
import { EVEN_LIGHT, type RoomLight } from "./studio";

const EVERY_MS = 1000;
const SETTLE_S = 1.5;
const WIDTH = 96;
const LEFT_CHEEK = [50, 101, 36, 205, 187, 123, 117, 118, 119, 100, 147, 213];
const RIGHT_CHEEK = [280, 330, 266, 425, 411, 352, 346, 347, 348, 329, 376, 433];
const DECODED = Array.from({ length: 256 }, (_, byte) => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
});

export class LightFollower {
  #light: RoomLight | null = null;
  #lookedMs = 0;
  #context: CanvasRenderingContext2D | null = null;

  /** The light to draw with from now on; null while it stays as it was. */
  follow(picture: CanvasImageSource, aspect: number, face: TrackedFace, widthPx: number, nowMs: number): RoomLight | null {
    const passed = nowMs - this.#lookedMs;
    if (this.#light && passed >= 0 && passed < EVERY_MS) return null;
    this.#lookedMs = nowMs;
    const seen = this.#estimate(picture, Math.max(1, Math.round(WIDTH / aspect)), face, widthPx);
    const share = this.#light && passed > 0 ? 1 - Math.exp(-Math.min(passed / 1000, 2) / SETTLE_S) : 1;
    this.#light = between(this.#light ?? seen, seen, share);
    return this.#light;
  }

  #estimate(picture: CanvasImageSource, height: number, face: TrackedFace, widthPx: number): RoomLight {
    this.#context ??= Object.assign(document.createElement("canvas"), { width: WIDTH, height }).getContext("2d", {
      willReadFrequently: true,
    });
    if (!this.#context) return EVEN_LIGHT;
    this.#context.drawImage(picture, 0, 0, WIDTH, height);
    const { data } = this.#context.getImageData(0, 0, WIDTH, height);
    const luminance = Array.from({ length: WIDTH * height }, (_, i) => lightAt(data, i)).sort((a, b) => a - b);
    const bright = luminance[Math.floor(luminance.length * 0.9)];
    const mean = luminance.reduce((a, b) => a + b, 0) / luminance.length;
    const cheek = (points: number[]): number => cheekLight(data, points, face, WIDTH / widthPx, height);
    const [left, right] = [cheek(LEFT_CHEEK), cheek(RIGHT_CHEEK)];
    const lean = left + right > 0 ? (left - right) / (left + right) : 0;
    return {
      exposure: Math.min(1.1, Math.max(0.12, (0.5 * bright) / 0.9 + (0.5 * mean) / 0.22)),
      colour: greyWorld(data),
      fromLeft: Math.min(1.75, Math.max(0.25, 1 + 1.5 * lean)),
      fromAbove: 1,
    };
  }
}

function lightAt(data: Uint8ClampedArray, pixel: number): number {
  const i = 4 * pixel;
  return 0.2126 * DECODED[data[i]] + 0.7152 * DECODED[data[i + 1]] + 0.0722 * DECODED[data[i + 2]];
}

function cheekLight(data: Uint8ClampedArray, points: number[], face: TrackedFace, scale: number, height: number): number {
  const seen = points.map((point) => {
    const x = Math.min(WIDTH - 1, Math.max(0, Math.floor(face.landmarks[3 * point] * scale)));
    const y = Math.min(height - 1, Math.max(0, Math.floor(face.landmarks[3 * point + 1] * scale)));
    return lightAt(data, y * WIDTH + x);
  });
  return seen.reduce((a, b) => a + b, 0) / seen.length;
}

/** The grey-world guess, half believed: cameras balance most of the light's colour away. */
function greyWorld(data: Uint8ClampedArray): Vec3 {
  const sums = [1e-4, 1e-4, 1e-4];
  for (let i = 0; i < data.length; i += 4) for (let part = 0; part < 3; part++) sums[part] += DECODED[data[i + part]];
  const mean = (sums[0] + sums[1] + sums[2]) / 3;
  const leaning = sums.map((sum) => (sum / mean) ** 0.45);
  const level = (leaning[0] + leaning[1] + leaning[2]) / 3;
  return leaning.map((part) => part / level) as Vec3;
}

function between(a: RoomLight, b: RoomLight, share: number): RoomLight {
  const mix = (x: number, y: number): number => x + (y - x) * share;
  return {
    exposure: mix(a.exposure, b.exposure),
    colour: a.colour.map((part, i) => mix(part, b.colour[i])) as Vec3,
    fromLeft: mix(a.fromLeft, b.fromLeft),
    fromAbove: mix(a.fromAbove, b.fromAbove),
  };
}
