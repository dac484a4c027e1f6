/** This person's face, learnt while they look around, and forgotten with them: as engine/face/person.py. */
import { apply, HEAD_TO_CAMERA, solve, times } from "./linear-algebra";
import { MEAN_FACE, STILLNESS, WEIGHTS } from "./mean-face";
import { procrustes, toCamera } from "./pose";
import { LANDMARKS, type Camera, type HeadPose, type Landmarks } from "./types";

const SPREAD_MM = [3, 3, 6] as const;
const VIEW_ERROR_MM = 3;
const BETWEEN_VIEWS_MS = 90;
const FOLLOWS_WITHIN_S = 0.06;

export class PersonShape {
  /** 478 points, head frame, millimetres of the mean face. */
  shape = MEAN_FACE;
  readonly #certainty = new Float64Array(LANDMARKS * 9);
  #lastMs: number | undefined;

  constructor() {
    for (let point = 0; point < LANDMARKS; point++)
      for (let axis = 0; axis < 3; axis++) this.#certainty[9 * point + 4 * axis] = 1 / SPREAD_MM[axis] ** 2;
  }

  /** Adds one view, at most about ten a second. */
  learn(landmarks: Landmarks, pose: HeadPose, camera: Camera, capturedMs: number): void {
    const passed = this.#lastMs === undefined ? Infinity : capturedMs - this.#lastMs;
    if (passed >= 0 && passed < BETWEEN_VIEWS_MS) return;
    this.#lastMs = capturedMs;
    const placed = toCamera(pose, this.shape);
    const axes = times(HEAD_TO_CAMERA, pose.rotation);
    const learnt = new Float64Array(this.shape.length);
    for (let point = 0; point < LANDMARKS; point++) this.#learnPoint(point, learnt, landmarks, placed, axes, camera);
    this.shape = heldAgainstMean(learnt);
  }

  #learnPoint(
    point: number, learnt: Float64Array, landmarks: Landmarks, placed: Float64Array, axes: number[], camera: Camera,
  ): void {
    const i = 3 * point;
    const certainty = this.#certainty.subarray(9 * point, 9 * point + 9);
    const change = [0, 0, 0];
    const centre = [camera.widthPx / 2, camera.heightPx / 2];
    for (let side = 0; side < 2; side++) {
      const ray = placed[i + side] / placed[i + 2];
      const across = [0, 1, 2].map((axis) => axes[3 * side + axis] - ray * axes[6 + axis]);
      const off = (landmarks[i + side] - (ray * camera.focalPx + centre[side])) * (placed[i + 2] / camera.focalPx);
      for (let row = 0; row < 3; row++) {
        change[row] += (across[row] * off) / VIEW_ERROR_MM ** 2;
        for (let column = 0; column < 3; column++)
          certainty[3 * row + column] += (across[row] * across[column]) / VIEW_ERROR_MM ** 2;
      }
    }
    const moved = solve([...certainty], change);
    for (let axis = 0; axis < 3; axis++) learnt[i + axis] = this.shape[i + axis] + moved[axis];
  }
}

/** The shape moved, turned and sized to lie on the mean face as well as it can. */
function heldAgainstMean(shape: Float64Array): Float64Array {
  const { rotation, size, from, to } = procrustes(shape, MEAN_FACE, WEIGHTS);
  const held = new Float64Array(shape.length);
  for (let i = 0; i < shape.length; i += 3) {
    const around = apply(rotation, shape[i] - from[0], shape[i + 1] - from[1], shape[i + 2] - from[2]);
    for (let axis = 0; axis < 3; axis++) held[i + axis] = size * around[axis] + to[axis];
  }
  return held;
}

/** The face as it is in this picture: mouth and lids where the picture has them (engine/face/surface.py). */
export class FaceSurface {
  #bend: Float64Array | undefined;

  restart(): void {
    this.#bend = undefined;
  }

  bend(shape: Float64Array, landmarks: Landmarks, pose: HeadPose, camera: Camera, passedS: number): Float64Array {
    const seen = offTheShape(shape, landmarks, pose, camera);
    const before = this.#bend ?? seen;
    const share = this.#bend ? 1 - Math.exp(-passedS / FOLLOWS_WITHIN_S) : 1;
    this.#bend = seen.map((value, i) => before[i] + share * (value - before[i]));
    return shape.map((value, i) => value + this.#bend![i]);
  }
}

function offTheShape(shape: Float64Array, landmarks: Landmarks, pose: HeadPose, camera: Camera): Float64Array {
  const placed = toCamera(pose, shape);
  const axes = times(HEAD_TO_CAMERA, pose.rotation);
  const off = new Float64Array(shape.length);
  for (let point = 0; point < LANDMARKS; point++) {
    const i = 3 * point;
    const mmPerPx = placed[i + 2] / camera.focalPx;
    const x = landmarks[i] * mmPerPx - placed[i] - (camera.widthPx / 2) * mmPerPx;
    const y = landmarks[i + 1] * mmPerPx - placed[i + 1] - (camera.heightPx / 2) * mmPerPx;
    const moves = 1 - STILLNESS[point];
    for (let axis = 0; axis < 3; axis++) off[i + axis] = moves * (x * axes[axis] + y * axes[3 + axis]);
  }
  return off;
}
