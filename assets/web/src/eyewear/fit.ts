/** How a frame sits on one face: on nose and ears by its own geometry, in millimetres (engine/eyewear/fit.py). */
import type { Vec3 } from "../face/linear-algebra";
import type { Wearing } from "./glb";
import { noseOf, socketsOf, type Nose, type Sockets } from "./nose";

const VERTEX_MM = 13;
const VERTEX_PLAY_MM = 1.5;
const HEIGHT_PLAY_MM = 2.5;
const PUPIL_ABOVE_MIDDLE = 0.18;
const SLIDES_MM = Array.from({ length: 31 }, (_, i) => -9 + 0.5 * i);
const SOFTNESS_MM = 0.25;
const MOST_TURN = (7 * Math.PI) / 180;
const SPLAY_LIMITS_DEG = [-3, 14] as const;
const TEMPLE_HALF_MM = 2;
const TEMPLE_INSIDE_MM = 2.2;
const SKIN_ROUNDNESS_MM = 8;
const BROW_AND_CHEEKS = [
  280, 330, 329, 347, 346, 348, 282, 283, 295, 296, 276, 334,
  50, 101, 100, 118, 117, 119, 52, 53, 65, 66, 46, 105,
];

export type FitVerdict = "too_narrow" | "narrow" | "good" | "wide" | "too_wide";

export interface Fit {
  /** The bridge in the head frame, mm. */
  readonly place: Vec3;
  /** Radians about the level axis through the bridge; positive lifts the temples. */
  readonly turn: number;
  readonly leftSplayDeg: number;
  readonly rightSplayDeg: number;
  readonly verdict: FitVerdict;
}

export function fit(wearing: Wearing, surface: Float64Array): Fit {
  const nose = noseOf(surface);
  const sockets = socketsOf(surface);
  const height = sockets.pupilYMm - (PUPIL_ABOVE_MIDDLE * wearing.lens_height_mm) / 2 - wearing.lens_centre_mm[1];
  const nominal: Vec3 = [nose.middleXMm, height, sockets.corneaZMm + VERTEX_MM];
  const first = turnOntoEars(wearing, sockets, nominal);
  const contacts = wearing.nose_mm.map((point) => turnedUp(point, first));
  const resting = restOnNose(contacts, turnedUp(wearing.lens_centre_mm, first), nose, sockets, nominal);
  const place = clearOfSkin(resting, wearing.rim_mm.map((point) => turnedUp(point, first)), surface);
  const turn = turnOntoEars(wearing, sockets, place);
  const hinge = turnedUp(wearing.hinge_mm, turn);
  return {
    place,
    turn,
    leftSplayDeg: splayDeg([-hinge[0], hinge[1], hinge[2]], minus(sockets.leftEar, place), -1),
    rightSplayDeg: splayDeg(hinge, minus(sockets.rightEar, place), 1),
    verdict: verdictOf(wearing.front_width_mm - sockets.templeWidthMm),
  };
}

export function verdictOf(widerMm: number): FitVerdict {
  if (widerMm < -10) return "too_narrow";
  if (widerMm < -4) return "narrow";
  if (widerMm < 6) return "good";
  return widerMm < 12 ? "wide" : "too_wide";
}

export function turnedUp([x, y, z]: Vec3, turn: number): Vec3 {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [x, cos * y - sin * z, sin * y + cos * z];
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function turnOntoEars(wearing: Wearing, sockets: Sockets, place: Vec3): number {
  const y = (sockets.leftEar[1] + sockets.rightEar[1]) / 2 - place[1];
  const z = (sockets.leftEar[2] + sockets.rightEar[2]) / 2 - place[2];
  const underside = wearing.hinge_mm[1] - TEMPLE_HALF_MM;
  const turn = Math.atan2(y, -z) - Math.asin(Math.max(-0.9, Math.min(0.9, underside / Math.hypot(y, z))));
  return MOST_TURN * Math.tanh(turn / MOST_TURN);
}

function restOnNose(contacts: Vec3[], lens: Vec3, nose: Nose, sockets: Sockets, nominal: Vec3): Vec3 {
  const heights = SLIDES_MM.map((slide) => nominal[1] + slide);
  const depths = heights.map((height) => softMax(contacts.map(([x, y, z]) => nose.height(x, y + height) - z)));
  const strains = depths.map(
    (depth, i) =>
      ((depth + lens[2] - sockets.corneaZMm - VERTEX_MM) / VERTEX_PLAY_MM) ** 2 + (SLIDES_MM[i] / HEIGHT_PLAY_MM) ** 2,
  );
  const least = Math.min(...strains);
  const weights = strains.map((strain) => Math.exp((least - strain) / 0.3));
  const total = weights.reduce((a, b) => a + b, 0);
  const rest = weights.reduce((sum, weight, i) => sum + weight * heights[i], 0) / total;
  const step = Math.min(Math.max((rest - heights[0]) / 0.5, 0), heights.length - 1.001);
  const below = Math.floor(step);
  return [nominal[0], rest, depths[below] + (step - below) * (depths[below + 1] - depths[below])];
}

function softMax(values: number[]): number {
  const most = Math.max(...values);
  return most + SOFTNESS_MM * Math.log(values.reduce((sum, value) => sum + Math.exp((value - most) / SOFTNESS_MM), 0));
}

function clearOfSkin(place: Vec3, rim: Vec3[], surface: Float64Array): Vec3 {
  const deep = BROW_AND_CHEEKS.flatMap((point) =>
    rim.map((edge) => {
      const aside = Math.abs(surface[3 * point] - place[0]) - edge[0];
      const above = surface[3 * point + 1] - place[1] - edge[1];
      return surface[3 * point + 2] - place[2] - edge[2] - (aside * aside + above * above) / SKIN_ROUNDNESS_MM;
    }),
  );
  const push = Math.min(softMax(deep) / SOFTNESS_MM, 50);
  return [place[0], place[1], place[2] + SOFTNESS_MM * Math.log1p(Math.exp(push))];
}

function splayDeg(hinge: Vec3, ear: Vec3, side: number): number {
  const outward = side * (ear[0] - hinge[0]) + TEMPLE_INSIDE_MM;
  const opening = (Math.atan2(outward, Math.max(hinge[2] - ear[2], 20)) * 180) / Math.PI;
  const [low, high] = SPLAY_LIMITS_DEG;
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  return middle + half * Math.tanh((opening - middle) / half);
}
