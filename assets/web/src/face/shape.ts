/**
 * Which shape a face has and how sure that is: the engine's classifier with the engine's own coefficients
 * (engine/face/shape.py, shape_contour.py, shape_pool.py; assets/face/shape_model.json).
 */
import model from "../../../face/shape_model.json";
import { apply, nearestRotation } from "./linear-algebra";
import { MEAN_FACE, MIRROR_INDEX, SKIN_LANDMARKS } from "./mean-face";
import { LANDMARKS, pitchDeg, yawDeg, type Landmarks, type TrackedFace } from "./types";

export type Shape = "heart" | "oblong" | "oval" | "round" | "square" | "diamond" | "triangle";

export interface FaceShape {
  /** The five validated shapes, likeliest first; confidences add up to one. */
  readonly ranking: readonly (readonly [Shape, number])[];
  /** Diamond or triangle when the rule for it holds: not validated. */
  readonly byConvention: Shape | null;
}

const SHAPES = model.shapes as readonly Shape[];
const HALF_OUTLINE = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152];
const EYE_CORNERS = [33, 133, 263, 362];
const BELOW_NOSE_MM = -45;
const [TOP, CHIN, CHEEK, FOREHEAD, JAW] = [10, 152, 454, 284, 397];
const STEADY = Array.from({ length: SKIN_LANDMARKS }, (_, point) => point).filter(
  (point) => MEAN_FACE[3 * point + 1] >= BELOW_NOSE_MM,
);
const STEADY_TARGET = aroundCentre(MEAN_FACE).points;

/** The shape of the face of one set of landmarks; the head may be turned. */
export function classify(landmarks: Landmarks): FaceShape {
  return judge(shapeEvidence(frontalFace(landmarks)));
}

/** What the classifier looks at: half the outline (38 numbers) and the jaw and forehead over the cheekbones. */
export interface ShapeEvidence {
  readonly outline: readonly number[];
  readonly jaw: number;
  readonly forehead: number;
}

export function judge(evidence: ShapeEvidence): FaceShape {
  const scores = model.weights.map(
    (row, shape) => row.reduce((sum, weight, i) => sum + weight * evidence.outline[i], model.bias[shape]),
  );
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  const ranking = SHAPES.map((shape, i) => [shape, powers[i] / sum] as const).sort((a, b) => b[1] - a[1]);
  return { ranking, byConvention: byConvention(evidence) };
}

function byConvention({ jaw, forehead }: ShapeEvidence): Shape | null {
  if (jaw / forehead > model.triangle_above) return "triangle";
  return (forehead + jaw) / 2 < model.diamond_below ? "diamond" : null;
}

function aroundCentre(points: Float64Array): { points: number[]; centre: number[] } {
  const centre = [0, 1, 2].map((axis) => STEADY.reduce((sum, p) => sum + points[3 * p + axis], 0) / STEADY.length);
  return { points: STEADY.flatMap((p) => [0, 1, 2].map((axis) => points[3 * p + axis] - centre[axis])), centre };
}

function turnedToFront(points: Float64Array): Float64Array {
  const { points: around, centre } = aroundCentre(points);
  const products = new Array<number>(9).fill(0);
  for (let i = 0; i < around.length; i += 3)
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 3; column++) products[3 * row + column] += STEADY_TARGET[i + row] * around[i + column];
  const rotation = nearestRotation(products);
  const turned = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3)
    turned.set(apply(rotation, points[i] - centre[0], points[i + 1] - centre[1], points[i + 2] - centre[2]), i);
  return turned;
}

/** The face turned to the front and averaged with its mirror image, head axes, unit free. */
export function frontalFace(landmarks: Landmarks): Float64Array {
  const head = landmarks.map((value, i) => (i % 3 === 0 ? value : -value));
  const mirrored = new Float64Array(head.length);
  for (let point = 0; point < LANDMARKS; point++) {
    const other = 3 * MIRROR_INDEX[point];
    mirrored.set([-head[other], head[other + 1], head[other + 2]], 3 * point);
  }
  const [one, two] = [turnedToFront(head), turnedToFront(mirrored)];
  return one.map((value, i) => (value + two[i]) / 2);
}

export function shapeEvidence(frontal: Float64Array): ShapeEvidence {
  const eyes = [0, 1].map((axis) => EYE_CORNERS.reduce((sum, p) => sum + frontal[3 * p + axis], 0) / 4);
  const points = HALF_OUTLINE.flatMap((p) => [frontal[3 * p] - eyes[0], frontal[3 * p + 1] - eyes[1]]);
  const size = Math.hypot(...points);
  const middle = (frontal[3 * TOP] + frontal[3 * CHIN]) / 2;
  const width = (point: number): number => 2 * Math.abs(frontal[3 * point] - middle);
  return {
    outline: points.map((part) => part / size),
    jaw: width(JAW) / width(CHEEK),
    forehead: width(FOREHEAD) / width(CHEEK),
  };
}

const YAW_SD_DEG = 8;
const PITCH_SD_DEG = 10;
const NEAR_IRIS_PX = 10;
const LEAST_WEIGHT = 0.01;
const WORTH_KEEPING = 0.3;
const ENOUGH = 8;
const MARGIN = 0.08;

/** The face shape of a visit: pooled over pictures, frontal ones counting more, and never flickering. */
export class ShapePool {
  #outline = new Array<number>(38).fill(0);
  #jaw = 0;
  #forehead = 0;
  #weight = 0;
  #bestWeight = 0;
  #answer: FaceShape | null = null;
  readonly #enough: number;

  /** `enough`: pictures as good as the best one before an answer is given; one for a photo. */
  constructor(enough = ENOUGH) {
    this.#enough = enough;
  }

  add(face: TrackedFace): FaceShape | null {
    const turned = (yawDeg(face.pose) / YAW_SD_DEG) ** 2 + (pitchDeg(face.pose) / PITCH_SD_DEG) ** 2;
    const near = Math.min(1, face.irisPx / NEAR_IRIS_PX);
    const frontal = frontalFace(face.landmarks);
    const weight = Math.exp(-turned / 2) * near * neutrality(frontal);
    if (weight < Math.max(LEAST_WEIGHT, WORTH_KEEPING * this.#bestWeight)) return this.#answer;
    this.#bestWeight = Math.max(weight, this.#bestWeight);
    const { outline, jaw, forehead } = shapeEvidence(frontal);
    this.#outline = this.#outline.map((sum, i) => sum + weight * outline[i]);
    this.#jaw += weight * jaw;
    this.#forehead += weight * forehead;
    this.#weight += weight;
    if (this.#weight >= this.#enough * this.#bestWeight) this.#answer = settled(this.#answer, this.#pooled());
    return this.#answer;
  }

  #pooled(): FaceShape {
    const outline = this.#outline.map((sum) => sum / this.#weight);
    return judge({ outline, jaw: this.#jaw / this.#weight, forehead: this.#forehead / this.#weight });
  }
}

/** 1 for closed lips and a resting mouth, less for speech and smiles. */
function neutrality(frontal: Float64Array): number {
  const eyes = Math.abs(frontal[3 * 33] - frontal[3 * 263]);
  const gap = Math.abs(frontal[3 * 13 + 1] - frontal[3 * 14 + 1]) / eyes;
  const width = Math.abs(frontal[3 * 61] - frontal[3 * 291]) / eyes;
  const open = Math.max(0, gap - 0.03) / 0.05;
  const wide = Math.max(0, width - 0.68) / 0.08;
  return Math.exp(-(open ** 2 + wide ** 2) / 2);
}

/** The new answer, unless it would swap one of the two shapes shown for a hair's breadth. */
function settled(held: FaceShape | null, fresh: FaceShape): FaceShape {
  if (!held) return fresh;
  const confidence = new Map(fresh.ranking);
  const leads = [0, 1].map((place) => fresh.ranking[place][1] - (confidence.get(held.ranking[place][0]) ?? 0));
  const isSame = [0, 1].every((place) => held.ranking[place][0] === fresh.ranking[place][0]);
  return isSame || Math.max(...leads) > MARGIN ? fresh : held;
}
