/** Where a face carries glasses: nose, eyes and ears read from a surface (engine/eyewear/nose.py). */
import { solve, type Vec3 } from "../face/linear-algebra";

const CREST = [8, 168, 6, 197, 195, 5];
const FLANKS = [
  417, 351, 465, 419, 412, 343, 399, 456, 248, 437, 281, 420, 464, 357, 413, 285,
  193, 122, 245, 196, 188, 114, 174, 236, 3, 217, 51, 198, 244, 128, 189, 55,
];
const NOSE = [...CREST, ...FLANKS];
const CREST_WEIGHT = 6;
const RIDGE = 1e-6;
const PUPIL_ABOVE_CANTHI_MM = 2;
const CORNEA_BEFORE_LIDS_MM = 1;
const EAR_FROM_EDGE_MM = [3, 5, -18] as const;
const MEAN_EDGE_MM = 67.5;

export interface Nose {
  readonly middleXMm: number;
  /** z of the skin at a place so far from the nose's middle. */
  height(xMm: number, yMm: number): number;
}

export function noseOf(surface: Float64Array): Nose {
  const middle = CREST.reduce((sum, point) => sum + surface[3 * point], 0) / CREST.length;
  const normal = new Array<number>(144).fill(0);
  const right = new Array<number>(12).fill(0);
  for (const [place, point] of NOSE.entries()) {
    const terms = termsAt(surface[3 * point] - middle, surface[3 * point + 1]);
    const weight = place < CREST.length ? CREST_WEIGHT : 1;
    for (let row = 0; row < 12; row++) {
      right[row] += weight * terms[row] * surface[3 * point + 2];
      for (let column = 0; column < 12; column++) normal[12 * row + column] += weight * terms[row] * terms[column];
    }
  }
  for (let row = 0; row < 12; row++) normal[13 * row] += RIDGE;
  const found = solve(normal, right);
  return {
    middleXMm: middle,
    height: (x, y) => termsAt(x, y).reduce((sum, term, i) => sum + term * found[i], 0),
  };
}

/** Powers 0 to 4 of the scaled height, 0 to 3 times the width squared, 0 to 2 times its fourth power. */
function termsAt(xMm: number, yMm: number): number[] {
  const x2 = (xMm / 10) ** 2;
  const y = (yMm + 8) / 20;
  const powers = [1, y, y * y, y ** 3, y ** 4];
  return [...powers, ...powers.slice(0, 4).map((p) => x2 * p), ...powers.slice(0, 3).map((p) => x2 * x2 * p)];
}

export interface Sockets {
  readonly pupilYMm: number;
  readonly corneaZMm: number;
  /** Where a temple rests on the root of the ear; left is the picture's left. */
  readonly leftEar: Vec3;
  readonly rightEar: Vec3;
  readonly templeWidthMm: number;
}

export function socketsOf(surface: Float64Array): Sockets {
  const mean = (points: number[], axis: number): number =>
    points.reduce((sum, point) => sum + surface[3 * point + axis], 0) / points.length;
  return {
    pupilYMm: mean([33, 133, 362, 263], 1) + PUPIL_ABOVE_CANTHI_MM,
    corneaZMm: mean([159, 145, 386, 374], 2) + CORNEA_BEFORE_LIDS_MM,
    leftEar: earOf(surface, [127, 234, 93], -1),
    rightEar: earOf(surface, [356, 454, 323], 1),
    templeWidthMm: surface[3 * 356] - surface[3 * 127],
  };
}

function earOf(surface: Float64Array, edge: number[], side: number): Vec3 {
  const mean = (axis: number): number => edge.reduce((sum, point) => sum + surface[3 * point + axis], 0) / 3;
  const scale = Math.abs(surface[3 * edge[1]]) / MEAN_EDGE_MM;
  return [
    mean(0) + scale * EAR_FROM_EDGE_MM[0] * side,
    surface[3 * edge[0] + 1] + scale * EAR_FROM_EDGE_MM[1],
    mean(2) + scale * EAR_FROM_EDGE_MM[2],
  ];
}
