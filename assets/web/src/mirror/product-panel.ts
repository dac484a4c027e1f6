/** The panel beside the mirror: what is worn, its colours, how it fits. */
import type { FitVerdict } from "../eyewear/fit";
import type { Variant } from "../page/details";
import { make, safeUrl } from "../page/dom";
import type { Product } from "./wardrobe";
import type { Words } from "./words";

export class ProductPanel {
  readonly #words: Words;
  readonly #onChoose: (variant: Variant) => void;
  readonly #onProduct: () => void;
  readonly #brand = make("p", { class: "quiet", dir: "auto" });
  readonly #name = make("h2", { id: "varai-name", dir: "auto" });
  readonly #size = make("span", { class: "quiet", dir: "ltr" });
  readonly #price = make("span", { class: "price", dir: "auto" });
  readonly #verdict = make("p", { class: "verdict", role: "status" });
  readonly #note = make("p", { class: "quiet" });
  readonly #colours = make("ul");
  readonly #section: HTMLElement;
  readonly #link: HTMLAnchorElement;

  constructor(host: HTMLElement, words: Words, onChoose: (variant: Variant) => void, onProduct: () => void) {
    [this.#words, this.#onChoose, this.#onProduct] = [words, onChoose, onProduct];
    this.#link = make("a", { class: "plain" }, words.product);
    this.#link.addEventListener("click", () => this.#onProduct());
    this.#section = make("section", { class: "colours" }, make("h3", {}, words.colours), this.#colours);
    host.append(
      make("header", {}, this.#brand, this.#name, make("p", { class: "row" }, this.#size, this.#price), this.#verdict, this.#note, this.#link),
      this.#section,
    );
  }

  show(product: Product, worn: Variant): void {
    this.#brand.textContent = product.brand;
    this.#name.textContent = product.name;
    this.#size.textContent = product.boxing;
    const stock = worn.in_stock === false ? ` · ${this.#words.out_of_stock}` : "";
    this.#price.textContent = `${worn.price ?? ""}${stock}`;
    const url = worn.url || product.url;
    this.#link.hidden = !url || !safeUrl(url) || isThisPage(safeUrl(url));
    this.#link.href = safeUrl(url);
    this.#section.hidden = product.variants.length < 2;
    this.#colours.replaceChildren(...product.variants.map((variant) => this.#colour(variant, variant.sku === worn.sku)));
  }

  showFit(verdict: FitVerdict | null, isMeasured: boolean): void {
    const word = verdict && isMeasured ? this.#words[`fit_${verdict}`] : "";
    if (this.#verdict.textContent !== word) this.#verdict.textContent = word;
    this.#verdict.className = `verdict ${verdict ?? ""}`;
    this.#note.textContent = verdict ? (isMeasured ? this.#words.size_note : this.#words.size_note_flat) : "";
  }

  #colour(variant: Variant, isWorn: boolean): HTMLElement {
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    if (/^#[0-9a-f]{6}$/i.test(variant.swatch ?? "")) swatch.style.background = variant.swatch!;
    const button = make("button", { type: "button", "aria-pressed": String(isWorn) }, swatch, variant.colour || variant.sku);
    button.addEventListener("click", () => this.#onChoose(variant));
    return make("li", {}, button);
  }
}

function isThisPage(address: string): boolean {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname === location.pathname;
}
