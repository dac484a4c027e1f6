/** Which part of the picture fills the mirror: the face in the clear, slowly followed, never a jump. */
import type { Camera, TrackedFace } from "../face/types";
import type { Crop } from "../render/matrices";

const EYES_AT = 0.38;
/** Of the width a face may take; and of the height, so that the whole head is seen. */
const FACE_PART = 0.56;
const FACE_PART_OF_HEIGHT = 0.5;
const SMALLEST_PART = 0.4;
const SETTLE_MS = 1200;

export class Framing {
  #x: number | undefined;
  #y = 0;
  #size = 1;
  #lastMs = 0;

  restart(): void {
    this.#x = undefined;
  }

  /** The crop of the canvas's proportions. The first is taken at once, later ones follow. */
  crop(camera: Camera, aspect: number, face: TrackedFace | null, nowMs: number): Crop {
    const most = Math.min(camera.widthPx, camera.heightPx * aspect);
    const wanted = face ? aroundFace(face, most, aspect) : { x: camera.widthPx / 2, y: camera.heightPx * 0.45, size: 1 };
    const share = this.#x === undefined ? 1 : 1 - Math.exp(-Math.min(nowMs - this.#lastMs, 100) / SETTLE_MS);
    this.#lastMs = nowMs;
    if (this.#x === undefined) [this.#x, this.#y, this.#size] = [wanted.x, wanted.y, wanted.size];
    this.#x += share * (wanted.x - this.#x);
    this.#y += share * (wanted.y - this.#y);
    this.#size += share * (wanted.size - this.#size);
    const width = most * this.#size;
    const height = width / aspect;
    return {
      left: clamp(this.#x - width / 2, 0, camera.widthPx - width),
      top: clamp(this.#y - height * EYES_AT, 0, camera.heightPx - height),
      width, height,
    };
  }
}

function aroundFace(face: TrackedFace, mostPx: number, aspect: number): { x: number; y: number; size: number } {
  const [right, left] = [3 * 468, 3 * 473];
  const x = (face.landmarks[right] + face.landmarks[left]) / 2;
  const y = (face.landmarks[right + 1] + face.landmarks[left + 1]) / 2;
  const widthPx = Math.hypot(
    face.landmarks[3 * 454] - face.landmarks[3 * 234], face.landmarks[3 * 454 + 1] - face.landmarks[3 * 234 + 1],
  );
  const size = widthPx / Math.min(FACE_PART, FACE_PART_OF_HEIGHT / aspect) / mostPx;
  return { x, y, size: clamp(size, SMALLEST_PART, 1) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
