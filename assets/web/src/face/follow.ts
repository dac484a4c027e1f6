/** Follows one face from picture to picture: landmarks in, a steady metric face out (engine/face/follow.py). */
import { apply, HEAD_TO_CAMERA, rotationOf, times, type Vec3 } from "./linear-algebra";
import { MEAN_FACE, WEIGHTS } from "./mean-face";
import { FaceSurface, PersonShape } from "./person";
import { centreOf, solvePose } from "./pose";
import { irisPx, SessionScale } from "./scale";
import { PoseSmoother } from "./smoothing";
import { pitchDeg, rollDeg, yawDeg, type Camera, type HeadPose, type Landmarks, type TrackedFace } from "./types";

const FORGET_AFTER_MS = 3000;
const LONGEST_STEP = 0.75;
const USUAL_PERIOD_S = 1 / 30;
const NOD_FOLLOWED = 0.84;
const TOO_LARGE = 0.07;

class Known {
  readonly person = new PersonShape();
  readonly scale = new SessionScale();
  readonly smoother = new PoseSmoother();
  readonly surface = new FaceSurface();
  pose: HeadPose | undefined;
  landmarks: Landmarks | undefined;
}

export class FaceFollower {
  #known = new Known();
  #lastMs: number | undefined;
  #seenMs: number | undefined;

  /** The face of one picture, or null when there is none in it. */
  follow(landmarks: Landmarks | null, camera: Camera, capturedMs: number): TrackedFace | null {
    const passedS = this.#passedS(capturedMs);
    if (!landmarks) {
      this.#lose();
      return null;
    }
    this.#recognise(landmarks, capturedMs);
    return this.#locate(landmarks, camera, capturedMs, passedS);
  }

  #passedS(capturedMs: number): number {
    const last = this.#lastMs;
    this.#lastMs = capturedMs;
    return last === undefined || capturedMs <= last ? USUAL_PERIOD_S : (capturedMs - last) / 1000;
  }

  #lose(): void {
    this.#known.pose = undefined;
    this.#known.landmarks = undefined;
    this.#known.smoother.restart();
    this.#known.surface.restart();
  }

  /** Begins anew for another person: after a long absence, or when the face is suddenly elsewhere. */
  #recognise(landmarks: Landmarks, capturedMs: number): void {
    const wasLongAgo = this.#seenMs !== undefined && capturedMs - this.#seenMs > FORGET_AFTER_MS;
    const last = this.#known.landmarks;
    if (wasLongAgo || (last && isElsewhere(landmarks, last))) this.#known = new Known();
    this.#seenMs = capturedMs;
    this.#known.landmarks = landmarks;
  }

  #locate(landmarks: Landmarks, camera: Camera, capturedMs: number, passedS: number): TrackedFace {
    const known = this.#known;
    const shape = known.person.shape;
    const pose = solvePose(landmarks, shape, WEIGHTS, camera, known.pose);
    known.pose = pose;
    known.scale.read(landmarks, pose, shape, camera);
    known.person.learn(landmarks, pose, camera, capturedMs);
    const surface = known.surface.bend(shape, landmarks, pose, camera, passedS);
    const scale = known.scale.value;
    const smooth = known.smoother.smooth(withoutMeshBias(pose, centreOf(shape, WEIGHTS)), capturedMs);
    return {
      landmarks,
      pose: { rotation: smooth.rotation, translation: smooth.translation.map((part) => part * scale) as Vec3 },
      surface: surface.map((part) => part * scale),
      irisPx: irisPx(landmarks),
    };
  }
}

/** What the face mesh gets wrong about every head alike, taken back (engine/face/mesh_bias.py). */
function withoutMeshBias(pose: HeadPose, centre: Vec3): HeadPose {
  const radians = Math.PI / 180;
  const nod = pitchDeg(pose) * radians * (1 / NOD_FOLLOWED - 1);
  const roll = rollDeg(pose) * radians;
  const rotation = times(rotationOf(nod * Math.cos(roll), nod * Math.sin(roll), 0), pose.rotation);
  const farther = Math.exp(TOO_LARGE * Math.sin(yawDeg(pose) * radians) ** 2);
  const placed = apply(times(HEAD_TO_CAMERA, pose.rotation), ...centre);
  const back = apply(times(HEAD_TO_CAMERA, rotation), ...centre);
  const translation = pose.translation.map((part, i) => (placed[i] + part) * farther - back[i]) as Vec3;
  return { rotation, translation };
}

function isElsewhere(now: Landmarks, before: Landmarks): boolean {
  const [a, b] = [extent(now), extent(before)];
  return Math.hypot(a.x - b.x, a.y - b.y) > LONGEST_STEP * Math.max(a.width, b.width);
}

function extent(points: Landmarks): { x: number; y: number; width: number } {
  let [x, y, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    x += points[i];
    y += points[i + 1];
    low = Math.min(low, points[i]);
    high = Math.max(high, points[i]);
  }
  const count = points.length / 3;
  return { x: x / count, y: y / count, width: high - low };
}

/** What is taken for a face when nothing but two pupils is known: the mean face, looking straight ahead. */
export function faceFromPupils(right: [number, number], left: [number, number], camera: Camera): TrackedFace {
  const [dx, dy] = [left[0] - right[0], left[1] - right[1]];
  const [r, l] = [3 * 468, 3 * 473];
  const pdMm = Math.hypot(MEAN_FACE[l] - MEAN_FACE[r], MEAN_FACE[l + 1] - MEAN_FACE[r + 1]);
  const depth = (camera.focalPx * pdMm) / Math.hypot(dx, dy);
  const rotation = rotationOf(0, 0, -Math.atan2(dy, dx));
  const middle = [0, 1, 2].map((axis) => (MEAN_FACE[r + axis] + MEAN_FACE[l + axis]) / 2) as Vec3;
  const turned = apply(times(HEAD_TO_CAMERA, rotation), ...middle);
  const x = (((right[0] + left[0]) / 2 - camera.widthPx / 2) / camera.focalPx) * depth;
  const y = (((right[1] + left[1]) / 2 - camera.heightPx / 2) / camera.focalPx) * depth;
  const pose: HeadPose = { rotation, translation: [x - turned[0], y - turned[1], depth - turned[2]] };
  return { landmarks: new Float64Array(MEAN_FACE.length), pose, surface: MEAN_FACE, irisPx: 0 };
}
