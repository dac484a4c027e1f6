/** Which part of the mirror glasses can touch: only that is drawn with smooth edges, shadow and lenses. */
import type { EyewearModel, PartName } from "../eyewear/glb";
import type { Vec3 } from "../face/linear-algebra";
import { moved, type Rigid } from "./matrices";

const SHADOW_REACH_MM = 24;
const NEAREST_MM = 60;

/** Pixels of the canvas, from its lower left corner. */
export interface Region {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** The corners of a box around each part and the shadow it casts, in the eyewear frame. */
export function cornersOf(model: EyewearModel): ReadonlyMap<PartName, readonly Vec3[]> {
  return new Map([...model.parts].map(([name, surfaces]) => {
    const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
    for (const { positions } of surfaces)
      for (let i = 0; i < positions.length; i++) {
        low[i % 3] = Math.min(low[i % 3], positions[i]);
        high[i % 3] = Math.max(high[i % 3], positions[i]);
      }
    const reach = name.startsWith("Temple") ? 0 : SHADOW_REACH_MM;
    const ends = [low.map((value, axis) => value - (axis < 2 ? reach : 0)), high.map((value, axis) => value + (axis < 2 ? reach : 0))];
    return [name, [0, 1, 2, 3, 4, 5, 6, 7].map((k): Vec3 => [ends[k & 1][0], ends[(k >> 1) & 1][1], ends[k >> 2][2]])] as const;
  }));
}

/** `clip` takes the camera frame to the canvas, column by column. */
export function regionOf(
  corners: ReadonlyMap<PartName, readonly Vec3[]>, places: Readonly<Record<PartName, Rigid>>, clip: Float32Array,
  widthPx: number, heightPx: number,
): Region {
  let [left, bottom, right, top] = [widthPx, heightPx, 0, 0];
  for (const [name, points] of corners)
    for (const point of points) {
      const [x, y, z] = moved(places[name], point);
      if (z < NEAREST_MM) return { left: 0, bottom: 0, width: widthPx, height: heightPx };
      const across = (((clip[0] * x + clip[8] * z) / z + 1) / 2) * widthPx;
      const up = (((clip[5] * y + clip[9] * z) / z + 1) / 2) * heightPx;
      [left, right] = [Math.min(left, across), Math.max(right, across)];
      [bottom, top] = [Math.min(bottom, up), Math.max(top, up)];
    }
  [left, bottom] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(bottom))];
  [right, top] = [Math.min(widthPx, Math.ceil(right)), Math.min(heightPx, Math.ceil(top))];
  return { left, bottom, width: Math.max(0, right - left), height: Math.max(0, top - bottom) };
}
