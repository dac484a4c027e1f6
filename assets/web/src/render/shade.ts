/** What glasses cover seen from the front, at four softnesses: their shadow on the face (engine/render/contact_shadow.py). */
import { solve, type Vec3 } from "../face/linear-algebra";
import type { EyewearModel, GlbSurface } from "../eyewear/glb";
import { moved, type Rigid } from "./matrices";

export const SHADE_WIDTH = 256;
export const SHADE_HEIGHT = 128;
const HALF_WIDTH_MM = 96;
const HALF_HEIGHT_MM = 48;
const MIDDLE_MM = -8;
const SOFTNESS_MM = [0.8, 1.9, 4.6, 11];
const SHADED = ["LensL", "LensR", "Frame"] as const;

/** Scale and offset from the eyewear frame (x, y) to the map's texture coordinates. */
export const PLACE_FROM_MM = [
  0.5 / HALF_WIDTH_MM, 0.5 / HALF_HEIGHT_MM, 0.5, 0.5 - (MIDDLE_MM * 0.5) / HALF_HEIGHT_MM,
] as const;

/** How much of the light from the front each surface keeps off the face. */
export function coverOf(surface: GlbSurface, isLens: boolean): number {
  const { colour, transmission } = surface.material;
  return isLens ? 1 - (colour[0] + colour[1] + colour[2]) / 3 : 1 - transmission;
}

export function shadedSurfaces(model: EyewearModel): { surface: GlbSurface; cover: number }[] {
  return SHADED.flatMap((name) =>
    (model.parts.get(name) ?? []).map((surface) => ({ surface, cover: coverOf(surface, name !== "Frame") })),
  );
}

/** z of the front over height y and width x: a + b·y + c·x², by least squares over the lenses. */
export function frontOf(model: EyewearModel): Vec3 {
  const normal = new Array<number>(9).fill(0);
  const right = [0, 0, 0];
  for (const name of ["LensL", "LensR"] as const)
    for (const { positions } of model.parts.get(name) ?? [])
      for (let i = 0; i < positions.length; i += 3) {
        const basis = [1, positions[i + 1], positions[i] ** 2];
        for (let row = 0; row < 3; row++) {
          right[row] += basis[row] * positions[i + 2];
          for (let column = 0; column < 3; column++) normal[3 * row + column] += basis[row] * basis[column];
        }
      }
  return solve(normal, right) as Vec3;
}

/** A cover of one channel at each softness, four channels. */
export function softened(cover: Uint8Array): Uint8Array {
  const soft = new Uint8Array(4 * cover.length);
  for (const [channel, sigma] of SOFTNESS_MM.entries()) {
    const kernel = gaussian((sigma * SHADE_WIDTH) / (2 * HALF_WIDTH_MM));
    const across = blurred(Float32Array.from(cover), kernel, SHADE_WIDTH, SHADE_HEIGHT, 1);
    const both = blurred(across, kernel, SHADE_HEIGHT, SHADE_WIDTH, SHADE_WIDTH);
    for (let i = 0; i < both.length; i++) soft[4 * i + channel] = both[i] + 0.5;
  }
  return soft;
}

function gaussian(sigma: number): number[] {
  const reach = Math.ceil(3 * sigma);
  const values = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / total);
}

/** Along lines of `length` texels that lie `step` apart, `lines` of them; the edge goes on beyond itself. */
function blurred(from: Float32Array, kernel: number[], length: number, lines: number, step: number): Float32Array {
  const to = new Float32Array(from.length);
  const reach = kernel.length >> 1;
  const lineStep = step === 1 ? length : 1;
  const row = new Float32Array(length + 2 * reach);
  for (let line = 0; line < lines; line++) {
    for (let at = -reach; at < length + reach; at++)
      row[at + reach] = from[line * lineStep + Math.max(0, Math.min(length - 1, at)) * step];
    for (let at = 0; at < length; at++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * row[at + k];
      to[line * lineStep + at * step] = sum;
    }
  }
  return to;
}

/** Slope of a shop's light in the eyewear frame; `right` and `above` for one unit towards the camera. */
export function lightSlope(cameraFromEyewear: Rigid, right: number, above: number): [number, number] {
  const r = cameraFromEyewear.rotation;
  const back = [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]];
  const towards = moved({ rotation: back, translation: [0, 0, 0] }, [right, -above, -1]);
  const ahead = Math.max(towards[2], 0.35);
  return [towards[0] / ahead, towards[1] / ahead];
}
