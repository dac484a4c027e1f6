import { MeasurePool, type FaceMeasures } from "../face/measures";
import { ShapePool, type FaceShape } from "../face/shape";
import { make } from "../page/dom";
import type { Seen } from "./virtual-mirror";
import { say, type Words } from "./words";

/** A card that says the shape of the face, pooled over the pictures seen, and knows its measures. */
export class FaceShapeDetector {
  readonly #card: HTMLElement;
  readonly #name = make("strong");
  readonly #more = make("span");
  readonly #bar = make("span", { class: "sure", "aria-hidden": "true" });
  readonly #words: Words;
  #pool = new ShapePool();
  #measures = new MeasurePool();
  #isLive = true;
  shape: FaceShape | null = null;
  measures: FaceMeasures | null = null;

  constructor(host: HTMLElement, words: Words) {
    this.#words = words;
    this.#card = make("section", { class: "shape", hidden: true, "aria-label": words.shape_title },
      make("span", { class: "quiet" }, words.shape_title), make("p", {}, this.#name, " ", this.#more), this.#bar);
    host.append(this.#card);
  }

  add({ face, isLive, isMeasured }: Seen): void {
    if (!isMeasured) return;
    if (isLive !== this.#isLive || !isLive) this.restart(isLive);
    this.shape = this.#pool.add(face);
    this.measures = this.#measures.add(face) ?? this.measures;
    if (this.shape) this.#show(this.shape);
  }

  /** Another person, or another picture. */
  restart(isLive: boolean): void {
    this.#isLive = isLive;
    this.#pool = isLive ? new ShapePool() : new ShapePool(1);
    this.#measures = new MeasurePool();
    [this.shape, this.measures] = [null, null];
    this.#card.hidden = true;
  }

  destroy(): void {
    this.#card.remove();
  }

  #show({ ranking, byConvention }: FaceShape): void {
    const words = this.#words as unknown as Record<string, string>;
    const [[best, sure], [second]] = ranking;
    this.#card.hidden = false;
    this.#name.textContent = words[`shape_${best}`];
    const or = say(this.#words.shape_or, { second: words[`shape_${second}`] });
    this.#more.textContent = `${or} · ${say(this.#words.shape_sure, { percent: Math.round(100 * sure) })}`;
    this.#card.title = byConvention ? say(words["shape_by_convention"], { shape: words[`shape_${byConvention}`] }) : "";
    this.#bar.style.setProperty("--sure", String(sure));
  }
}
