/**
 * A pose that stands still when the head does and does not trail it when it moves, by capture time: the engine's
 * changed One-Euro filter (engine/face/steadied.py, smoothing.py; Casiez, Roussel, Vogel, CHI 2012).
 */
import { quaternionOf, rotationOfQuaternion } from "./linear-algebra";
import type { HeadPose } from "./types";

const REST_HZ = 0.8;
const MOST_HZ = 12;
const SPEED_HZ = 1.5;
const NOISE_HZ = 0.3;
const QUICK_FOR_S = 0.8;
const SPEED_OF_NOISE = 25;
const LEAST_REST = 0.4;
const LONGEST_GAP_S = 0.25;

interface Kind {
  readonly hzPerSpeed: number;
  readonly snap: number;
  readonly noise: number;
}

const PLACE: Kind = { hzPerSpeed: 450, snap: 0.0025, noise: 0.0002 };
const DISTANCE: Kind = { hzPerSpeed: 225, snap: 0.006, noise: 0.0005 };
const TURN: Kind = { hzPerSpeed: 30, snap: 0.03, noise: 0.003 };

class Steadied {
  value: number[];
  readonly #kind: Kind;
  #velocity: number[];
  #last: number[];
  #beforeLast: number[];
  #seenVelocity: number[];
  #activity = 0;
  #noise: number;

  constructor(kind: Kind, first: number[]) {
    this.#kind = kind;
    this.value = this.#last = this.#beforeLast = first;
    this.#velocity = first.map(() => 0);
    this.#seenVelocity = first.map(() => 0);
    this.#noise = kind.noise;
  }

  follow(measured: number[], passedS: number): number[] {
    const cutoff = this.#cutoffHz(measured, passedS);
    const expected = this.value.map((value, i) => value + this.#velocity[i] * passedS);
    const surprise = measured.map((value, i) => value - expected[i]);
    const share = Math.max(shareOf(cutoff, passedS), snapOf(Math.hypot(...surprise), this.#kind.snap));
    this.value = expected.map((value, i) => value + share * surprise[i]);
    // Critically damped in position and velocity (Benedict and Bordner, IRE Trans. AC-7, 1962).
    const gain = share ** 2 / (2 - share) / passedS;
    this.#velocity = this.#velocity.map((value, i) => value + gain * surprise[i]);
    return this.value;
  }

  #cutoffHz(measured: number[], passedS: number): number {
    this.#learnNoise(measured, passedS);
    const open = shareOf(SPEED_HZ, passedS);
    this.#seenVelocity = this.#seenVelocity.map(
      (value, i) => value + open * ((measured[i] - this.#last[i]) / passedS - value),
    );
    this.#beforeLast = this.#last;
    this.#last = measured;
    this.#activity = Math.max(Math.hypot(...this.#seenVelocity), this.#activity * Math.exp(-passedS / QUICK_FOR_S));
    const rest = REST_HZ * Math.min(1, Math.max(LEAST_REST, this.#kind.noise / this.#noise));
    const beyondNoise = Math.max(0, this.#activity - SPEED_OF_NOISE * this.#noise);
    return Math.min(MOST_HZ, rest + this.#kind.hzPerSpeed * beyondNoise);
  }

  #learnNoise(measured: number[], passedS: number): void {
    const second = measured.map((value, i) => value - 2 * this.#last[i] + this.#beforeLast[i]);
    const usual = this.#kind.noise;
    const shaken = Math.min(Math.hypot(...second) / Math.sqrt(6), 4 * usual);
    this.#noise += shareOf(NOISE_HZ, passedS) * (shaken - this.#noise);
    this.#noise = Math.max(this.#noise, usual / 3);
  }
}

function shareOf(cutoffHz: number, passedS: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoffHz * passedS));
}

function snapOf(surprise: number, snap: number): number {
  const along = Math.min(1, Math.max(0, (surprise - snap / 2) / (snap * 1.5)));
  return along * along * (3 - 2 * along);
}

export class PoseSmoother {
  #parts: { place: Steadied; distance: Steadied; turn: Steadied } | undefined;
  #lastMs = 0;

  restart(): void {
    this.#parts = undefined;
  }

  smooth(pose: HeadPose, capturedMs: number): HeadPose {
    const passedS = (capturedMs - this.#lastMs) / 1000;
    this.#lastMs = capturedMs;
    const [x, y, z] = pose.translation;
    const place = [x / z, y / z];
    const distance = [Math.log(z)];
    let turn = quaternionOf(pose.rotation).map((part) => 2 * part);
    if (!this.#parts || passedS <= 0 || passedS > LONGEST_GAP_S) {
      const parts = [new Steadied(PLACE, place), new Steadied(DISTANCE, distance), new Steadied(TURN, turn)];
      this.#parts = { place: parts[0], distance: parts[1], turn: parts[2] };
      return pose;
    }
    const before = this.#parts.turn.value;
    if (turn.reduce((sum, part, i) => sum + part * before[i], 0) < 0) turn = turn.map((part) => -part);
    const [u, v] = this.#parts.place.follow(place, passedS);
    const depth = Math.exp(this.#parts.distance.follow(distance, passedS)[0]);
    const rotation = rotationOfQuaternion(this.#parts.turn.follow(turn, passedS));
    return { rotation, translation: [u * depth, v * depth, depth] };
  }
}
