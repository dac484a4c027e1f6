/** How large this face is, from its irises and what is known of faces: as engine/face/scale.py. */
import { IRIS_CENTRES } from "./mean-face";
import { toCamera } from "./pose";
import { yawDeg, type Camera, type HeadPose, type Landmarks } from "./types";

const IRIS_MM = 11.7;
const IRIS_SPREAD = 0.053;
const FACE_SPREAD = 0.045;
const IRIS_SHARE = FACE_SPREAD ** 2 / (FACE_SPREAD ** 2 + IRIS_SPREAD ** 2);
const IRIS_ENDS = [[469, 471], [474, 476]] as const;
const EYE_CORNERS = [[33, 133], [362, 263]] as const;
const LIDS = [[159, 145], [386, 374]] as const;
const FRONTAL_DEG = 12;
const BLINK = 0.75;
const MEMORY = 300;

export class SessionScale {
  #readings = 0;
  #logIrisScale = 0;
  #usualGap = 0;

  /** Size of this face over that of the mean face; one until an open-eyed frontal view was read. */
  get value(): number {
    return Math.exp(IRIS_SHARE * this.#logIrisScale);
  }

  read(landmarks: Landmarks, pose: HeadPose, shape: Float64Array, camera: Camera): void {
    if (Math.abs(yawDeg(pose)) > FRONTAL_DEG || this.#isBlink(landmarks)) return;
    const irises = Float64Array.from(IRIS_CENTRES.flatMap((point) => [...shape.subarray(3 * point, 3 * point + 3)]));
    const placed = toCamera(pose, irises);
    const widths = lengths(landmarks, IRIS_ENDS);
    const diameter = (widths[0] * placed[2] + widths[1] * placed[5]) / 2 / camera.focalPx;
    this.#readings = Math.min(this.#readings + 1, MEMORY);
    this.#logIrisScale += (Math.log(IRIS_MM / diameter) - this.#logIrisScale) / this.#readings;
  }

  #isBlink(landmarks: Landmarks): boolean {
    const [lids, corners] = [lengths(landmarks, LIDS), lengths(landmarks, EYE_CORNERS)];
    const gap = (lids[0] / corners[0] + lids[1] / corners[1]) / 2;
    const isBlink = gap < BLINK * this.#usualGap;
    this.#usualGap += (this.#usualGap === 0 ? 1 : 0.02) * (gap - this.#usualGap);
    return isBlink;
  }
}

/** Mean horizontal iris diameter in the picture. */
export function irisPx(landmarks: Landmarks): number {
  const [one, other] = lengths(landmarks, IRIS_ENDS);
  return (one + other) / 2;
}

function lengths(landmarks: Landmarks, pairs: readonly (readonly [number, number])[]): number[] {
  return pairs.map(([a, b]) =>
    Math.hypot(landmarks[3 * a] - landmarks[3 * b], landmarks[3 * a + 1] - landmarks[3 * b + 1]),
  );
}
