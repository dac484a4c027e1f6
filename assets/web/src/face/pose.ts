/** Where the head is, from landmarks and a model of the face: as engine/face/pose.py, step for step. */
import { apply, HEAD_TO_CAMERA, nearestRotation, rotationOf, solve, times, type Vec3 } from "./linear-algebra";
import type { Camera, HeadPose, Landmarks } from "./types";

const STEPS_FROM_GUESS = 8;
const STEPS_FROM_LAST = 2;
const CONVERGED = 1e-5;

export function toCamera(pose: HeadPose, points: Float64Array): Float64Array {
  const turn = times(HEAD_TO_CAMERA, pose.rotation);
  const [tx, ty, tz] = pose.translation;
  const placed = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = apply(turn, points[i], points[i + 1], points[i + 2]);
    placed[i] = x + tx;
    placed[i + 1] = y + ty;
    placed[i + 2] = z + tz;
  }
  return placed;
}

export function solvePose(
  landmarks: Landmarks, model: Float64Array, weights: Float64Array, camera: Camera, start?: HeadPose,
): HeadPose {
  const from = start ?? guess(landmarks, model, weights, camera);
  let turn = times(HEAD_TO_CAMERA, from.rotation);
  let place = from.translation;
  for (let step = start ? STEPS_FROM_LAST : STEPS_FROM_GUESS; step > 0; step--) {
    const change = correction(landmarks, model, weights, camera, turn, place);
    turn = times(rotationOf(change[0], change[1], change[2]), turn);
    const depth = place[2];
    place = [place[0] + change[3] * depth, place[1] + change[4] * depth, place[2] + change[5] * depth];
    if (Math.max(...change.map(Math.abs)) < CONVERGED) break;
  }
  return { rotation: times(HEAD_TO_CAMERA, turn), translation: place };
}

/** A small turn in camera axes and a shift in parts of the distance that lessen the error most (Gauss-Newton). */
function correction(
  landmarks: Landmarks, model: Float64Array, weights: Float64Array, camera: Camera, turn: number[], place: Vec3,
): number[] {
  const normal = new Array<number>(36).fill(0);
  const right = new Array<number>(6).fill(0);
  const [cx, cy] = [camera.widthPx / 2, camera.heightPx / 2];
  for (let point = 0; point < weights.length; point++) {
    const weight = weights[point];
    if (weight === 0) continue;
    const i = 3 * point;
    const [mx, my, mz] = apply(turn, model[i], model[i + 1], model[i + 2]);
    const nearness = 1 / (mz + place[2]);
    const [u, v] = [(mx + place[0]) * nearness, (my + place[1]) * nearness];
    const [x, y, z, near] = [mx * nearness, my * nearness, mz * nearness, place[2] * nearness];
    const across = [-u * y, z + u * x, -y, near, 0, -u * near];
    const down = [-z - v * y, v * x, x, 0, near, -v * near];
    const missX = (landmarks[i] - cx) / camera.focalPx - u;
    const missY = (landmarks[i + 1] - cy) / camera.focalPx - v;
    for (let row = 0; row < 6; row++) {
      right[row] += weight * (across[row] * missX + down[row] * missY);
      for (let column = 0; column < 6; column++)
        normal[6 * row + column] += weight * (across[row] * across[column] + down[row] * down[column]);
    }
  }
  return solve(normal, right);
}

/** The rotation and size that turn the model onto the landmarks' own relief (weighted Procrustes). */
function guess(landmarks: Landmarks, model: Float64Array, weights: Float64Array, camera: Camera): HeadPose {
  const relief = landmarks.map((value, i) => (i % 3 === 0 ? value : -value));
  const { rotation, size, from, to } = procrustes(model, relief, weights);
  const distance = camera.focalPx / size;
  const towards: Vec3 = [
    ((to[0] - camera.widthPx / 2) / camera.focalPx) * distance,
    ((-to[1] - camera.heightPx / 2) / camera.focalPx) * distance,
    distance,
  ];
  const back = apply(times(HEAD_TO_CAMERA, rotation), ...from);
  return { rotation, translation: [towards[0] - back[0], towards[1] - back[1], towards[2] - back[2]] };
}

/** The similarity that lays `source` on `target`: size · rotation · (p − from) + to (weighted, weights sum to one). */
export function procrustes(
  source: Float64Array, target: Float64Array, weights: Float64Array,
): { rotation: number[]; size: number; from: Vec3; to: Vec3 } {
  const from = centreOf(source, weights);
  const to = centreOf(target, weights);
  const products = new Array<number>(9).fill(0);
  let spread = 0;
  for (let point = 0; point < weights.length; point++) {
    const i = 3 * point;
    for (let column = 0; column < 3; column++) {
      const around = source[i + column] - from[column];
      spread += weights[point] * around * around;
      for (let row = 0; row < 3; row++) products[3 * row + column] += weights[point] * (target[i + row] - to[row]) * around;
    }
  }
  const rotation = nearestRotation(products);
  const size = rotation.reduce((sum, value, i) => sum + value * products[i], 0) / spread;
  return { rotation, size, from, to };
}

export function centreOf(points: Float64Array, weights: Float64Array): Vec3 {
  const centre: Vec3 = [0, 0, 0];
  for (let point = 0; point < weights.length; point++)
    for (let axis = 0; axis < 3; axis++) centre[axis] += weights[point] * points[3 * point + axis];
  return centre;
}
