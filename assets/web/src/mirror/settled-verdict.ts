/** How a frame fits, said once it is known: what most of the last pictures say, not each of them in turn. */
import type { FitVerdict } from "../eyewear/fit";

const FIRST_AFTER = 10;
const REMEMBERED = 45;

export class SettledVerdict {
  #seen: FitVerdict[] = [];

  /** The same person with another frame, or somebody else. */
  restart(): void {
    this.#seen = [];
  }

  /** Null until enough was seen; a photo says all it has at once. */
  add(verdict: FitVerdict, isLive: boolean): FitVerdict | null {
    if (!isLive) return verdict;
    this.#seen.push(verdict);
    if (this.#seen.length > REMEMBERED) this.#seen.shift();
    return this.#seen.length < FIRST_AFTER ? null : this.#mostSaid();
  }

  #mostSaid(): FitVerdict {
    const counts = new Map<FitVerdict, number>();
    for (const verdict of this.#seen) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
  }
}
