/** Draws smaller where a device cannot keep up: moving with the person matters more than the sharpest edges. */

const SCALES = [1, 0.75, 0.5];
const SLOW_MS = 85;
const JUDGED_PICTURES = 8;
/** Longer than this nothing was drawn at all: the camera paused. */
const PAUSE_MS = 1000;

export class Pace {
  #step = 0;
  #lastMs: number | undefined;
  #passedMs = 0;
  #count = 0;

  /** Pixels to draw for one that there is room for, along each side. */
  get scale(): number {
    return SCALES[this.#step];
  }

  /** One more picture was shown; true when the next should be smaller. */
  shown(nowMs: number): boolean {
    const passedMs = nowMs - (this.#lastMs ?? -Infinity);
    this.#lastMs = nowMs;
    if (passedMs > PAUSE_MS) return false;
    this.#passedMs += passedMs;
    if (++this.#count < JUDGED_PICTURES) return false;
    const isSlow = this.#passedMs / this.#count > SLOW_MS;
    [this.#passedMs, this.#count] = [0, 0];
    if (!isSlow || this.#step + 1 === SCALES.length) return false;
    this.#step++;
    return true;
  }
}
