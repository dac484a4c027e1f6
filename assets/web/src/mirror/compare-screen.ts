/** The screen with kept looks side by side, over the mirror. */
import { make } from "../page/dom";
import { TryOnResults, type KeptLook } from "./try-on-results";
import type { Variant } from "../page/details";
import type { Product } from "./wardrobe";
import type { Words } from "./words";

export interface CompareScreenOptions {
  readonly words: Words;
  readonly onBack: () => void;
  readonly onCount: (count: number) => void;
  readonly onWear: (product: Product, variant: Variant) => void;
  readonly onShared: (look: KeptLook) => void;
  readonly onProduct: (look: KeptLook) => void;
}

export class CompareScreen {
  readonly element: HTMLElement;
  readonly #results: TryOnResults;
  readonly #options: CompareScreenOptions;
  readonly #said = make("p", { class: "quiet", role: "status" });
  readonly #back: HTMLButtonElement;
  readonly #keptFrom = new WeakMap<KeptLook, [Product, Variant]>();

  constructor(options: CompareScreenOptions) {
    const { words, onBack, onShared, onProduct } = options;
    this.#options = options;
    this.#back = make("button", { type: "button", class: "act" }, words.back);
    this.#back.addEventListener("click", onBack);
    const body = make("div");
    this.element = make("section", { class: "compare", hidden: true, "aria-label": words.compare_title },
      make("header", {}, make("h2", {}, words.compare_title), this.#back), this.#said, body);
    this.#results = new TryOnResults(body, {
      words, onShared, onProduct,
      onDropped: () => {
        options.onCount(this.#results.looks.length);
        this.#back.focus(); // the button that was pressed is gone
      },
      onWear: (look) => this.#wear(look),
    });
  }

  get isShown(): boolean {
    return !this.element.hidden;
  }

  get skus(): string[] {
    return this.#results.looks.map(({ sku }) => sku);
  }

  /** False when four are kept already. */
  keep(look: KeptLook, product: Product, variant: Variant): boolean {
    this.#keptFrom.set(look, [product, variant]);
    const isKept = this.#results.keep(look);
    this.#options.onCount(this.#results.looks.length);
    return isKept;
  }

  show(): void {
    this.element.hidden = false;
    this.#back.focus();
  }

  hide(): void {
    this.element.hidden = true;
  }

  say(text: string): void {
    this.#said.textContent = text;
  }

  destroy(): void {
    this.#results.destroy();
  }

  #wear(look: KeptLook): void {
    const worn = this.#keptFrom.get(look);
    this.#options.onBack();
    if (worn) this.#options.onWear(...worn);
  }
}
