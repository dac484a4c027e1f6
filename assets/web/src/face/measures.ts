/** The few measures that recommendations need, read from the metric surface; median over the visit. */
import { distanceMm, yawDeg, type TrackedFace } from "./types";

export interface FaceMeasures {
  readonly pdMm: number;
  readonly faceWidthMm: number;
  readonly templeWidthMm: number;
  readonly bridgeWidthMm: number;
}

const FRONTAL_DEG = 12;
const MOST = 60;
/** From a pupil back to the point about which the eye turns (engine/face/measure_gaze.py). */
const PUPIL_TO_TURNING_POINT_MM = 10.5;

export function readMeasures(face: TrackedFace): FaceMeasures {
  const width = (one: number, other: number): number =>
    Math.hypot(...[0, 1, 2].map((axis) => face.surface[3 * one + axis] - face.surface[3 * other + axis]));
  return {
    // Eyes that look at a near screen turn towards each other; far PD is wider.
    pdMm: width(468, 473) * (1 + PUPIL_TO_TURNING_POINT_MM / distanceMm(face.pose)),
    faceWidthMm: width(234, 454),
    templeWidthMm: width(127, 356),
    bridgeWidthMm: width(188, 412),
  };
}

export class MeasurePool {
  readonly #readings: FaceMeasures[] = [];

  add(face: TrackedFace): FaceMeasures | null {
    if (Math.abs(yawDeg(face.pose)) <= FRONTAL_DEG) {
      this.#readings.push(readMeasures(face));
      if (this.#readings.length > MOST) this.#readings.shift();
    }
    return this.#readings.length ? this.#median() : null;
  }

  #median(): FaceMeasures {
    const of = (part: keyof FaceMeasures): number => {
      const sorted = this.#readings.map((reading) => reading[part]).sort((a, b) => a - b);
      return sorted[sorted.length >> 1];
    };
    return {
      pdMm: of("pdMm"), faceWidthMm: of("faceWidthMm"),
      templeWidthMm: of("templeWidthMm"), bridgeWidthMm: of("bridgeWidthMm"),
    };
  }
}
