/** The head as something that hides: the live face, a skull behind it, two ears (engine/render/head.py). */
import { FACE_TRIANGLES, SKIN_LANDMARKS } from "../face/mean-face";

const OVAL = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
  152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
export const [LEFT_SIDE, RIGHT_SIDE] = [127, 356];
const SKULL_WIDENING = 1.02;
const SKULL_MIDDLE_MM = [0, 5, -85];
const SKULL_HEIGHT_MM = 95;
const SKULL_DEPTH_MM = 92;
const RINGS = [0.12, 0.26, 0.42, 0.6, 0.78, 0.92, 1];
const EAR_SIDES = 14;
const EAR_NUMBERS = 3 * (EAR_SIDES + 1);
const EAR_BEHIND_MM = 32;
const EAR_HEIGHT_MM = 31;
const EAR_REACH_MM = 25;
const EAR_MIDDLE_BELOW_MM = 18;

const FIRST_EAR = SKIN_LANDMARKS + OVAL.length * RINGS.length;
export const HEAD_POINTS = FIRST_EAR + 2 * (EAR_SIDES + 1);

export const HEAD_TRIANGLES = Uint16Array.from([...FACE_TRIANGLES, ...skullTriangles(), ...earTriangles()]);

function skullTriangles(): number[] {
  const around = OVAL.length;
  const rows = [OVAL, ...RINGS.map((_, ring) => OVAL.map((_, k) => SKIN_LANDMARKS + around * ring + k))];
  return rows.slice(1).flatMap((far, ring) =>
    far.flatMap((_, k) => {
      const [near, next] = [rows[ring], (k + 1) % around];
      return [near[k], near[next], far[k], near[next], far[next], far[k]];
    }),
  );
}

function earTriangles(): number[] {
  return [0, 1].flatMap((ear) => {
    const start = FIRST_EAR + ear * (EAR_SIDES + 1);
    return Array.from({ length: EAR_SIDES }, (_, k) => [start + 1 + k, start + 1 + ((k + 1) % EAR_SIDES), start]).flat();
  });
}

/** 1 where a vertex gives way to what sinks into the skin. */
export const HEAD_GIVES_WAY = Float32Array.from({ length: HEAD_POINTS }, (_, vertex) => Number(vertex < FIRST_EAR));

/** Vertices of the whole head from a face's surface, both in the head frame. */
export function occluder(surface: Float64Array): Float64Array {
  const head = new Float64Array(3 * HEAD_POINTS);
  head.set(surface.subarray(0, 3 * SKIN_LANDMARKS));
  const radii = [((surface[3 * RIGHT_SIDE] - surface[3 * LEFT_SIDE]) / 2) * SKULL_WIDENING, SKULL_HEIGHT_MM];
  const backMm = SKULL_MIDDLE_MM[2] - SKULL_DEPTH_MM;
  for (const [k, point] of OVAL.entries()) {
    const [x, y, z0] = [0, 1, 2].map((axis) => surface[3 * point + axis]);
    const aside = [(x - SKULL_MIDDLE_MM[0]) / radii[0], (y - SKULL_MIDDLE_MM[1]) / radii[1]];
    const length = Math.hypot(...aside);
    for (const [ring, part] of RINGS.entries()) {
      const z = z0 + (backMm - z0) * part;
      const girth = Math.sqrt(Math.max(1 - ((z - SKULL_MIDDLE_MM[2]) / SKULL_DEPTH_MM) ** 2, 0));
      const blend = Math.min(part / RINGS[1], 1);
      const at = 3 * (SKIN_LANDMARKS + OVAL.length * ring + k);
      for (const [axis, flat] of [x, y].entries()) {
        const round = SKULL_MIDDLE_MM[axis] + (aside[axis] / length) * radii[axis] * girth;
        head[at + axis] = flat * (1 - blend) + round * blend;
      }
      head[at + 2] = z;
    }
  }
  ears(surface).forEach((ear, index) => head.set(ear, 3 * FIRST_EAR + index * EAR_NUMBERS));
  return head;
}

/** Middle and rim of the ear at image left and of that at image right, head frame. */
export function ears(surface: Float64Array): [Float64Array, Float64Array] {
  const both = new Float64Array(2 * EAR_NUMBERS);
  placeEar(both, surface, LEFT_SIDE, -1, 0);
  placeEar(both, surface, RIGHT_SIDE, 1, EAR_NUMBERS);
  return [both.slice(0, EAR_NUMBERS), both.slice(EAR_NUMBERS)];
}

function placeEar(head: Float64Array, surface: Float64Array, before: number, side: number, at: number): void {
  const out = [(side * 0.62 * EAR_REACH_MM) / 2, 0, (-0.78 * EAR_REACH_MM) / 2];
  const shift = [side * 3, -EAR_MIDDLE_BELOW_MM, -EAR_BEHIND_MM];
  const middle = [0, 1, 2].map((axis) => surface[3 * before + axis] + shift[axis] + out[axis]);
  head.set(middle, at);
  for (let k = 0; k < EAR_SIDES; k++) {
    const angle = (2 * Math.PI * k) / EAR_SIDES;
    const rim = middle.map((part, axis) => part + Math.cos(angle) * out[axis] + (axis === 1 ? Math.sin(angle) * EAR_HEIGHT_MM : 0));
    head.set(rim, at + 3 * (k + 1));
  }
}
