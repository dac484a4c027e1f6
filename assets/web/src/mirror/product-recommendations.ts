import type { Complexion } from "../face/complexion";
import type { FaceMeasures } from "../face/measures";
import type { FaceShape } from "../face/shape";
import type { Variant } from "../page/details";
import { make, safeUrl } from "../page/dom";
import { framesOf, recommend, type CatalogueFrame, type Recommendation } from "./recommend";
import { say, type Words } from "./words";

const SHOWN = 8;

export interface ProductRecommendationsOptions {
  readonly words: Words;
  /** Address of the catalogue file; fetched when first shown. */
  readonly catalogue: string;
  readonly onWear: (frame: CatalogueFrame, variant: Variant) => void;
}

/** Frames of the page's catalogue, those that fit this face first, each with its reasons. */
export class ProductRecommendations {
  readonly #options: ProductRecommendationsOptions;
  readonly #list = make("ul", { class: "frames" });
  readonly #state = make("p", { class: "quiet", role: "status" });
  readonly #host: HTMLElement;
  #frames: readonly CatalogueFrame[] | undefined;

  constructor(host: HTMLElement, options: ProductRecommendationsOptions) {
    this.#options = options;
    this.#host = host;
    host.append(this.#state, this.#list);
  }

  async show(measures: FaceMeasures | null, shape: FaceShape | null, tones: Complexion | null = null): Promise<void> {
    const { words } = this.#options;
    if (!measures) return this.#say(words.recommend_wait);
    try {
      this.#frames ??= framesOf(await fetchJson(this.#options.catalogue));
    } catch (reason) {
      console.error(reason);
      return this.#say(words.recommend_failed);
    }
    const best = recommend(this.#frames, { measures, shape, tones }, SHOWN);
    this.#say(best.length ? "" : words.recommend_none);
    this.#list.replaceChildren(...best.map((one) => this.#item(one)));
  }

  destroy(): void {
    this.#host.replaceChildren();
  }

  #say(text: string): void {
    this.#state.textContent = text;
    if (text) this.#list.replaceChildren();
  }

  #item({ frame, variant, reasons, sizeClass }: Recommendation): HTMLElement {
    const { words, onWear } = this.#options;
    const sentences = words as unknown as Record<string, string>;
    const button = make("button", { type: "button", class: `frame size-${sizeClass}`, "aria-pressed": "false" },
      pictureOf(variant),
      make("span", { class: "what" }, make("strong", { dir: "auto" }, frame.name), " ", make("span", { class: "quiet", dir: "auto" }, variant.colour)),
      make("span", { class: "price", dir: "auto" }, variant.price ?? ""),
      make("span", { class: "why" }, reasons.map(({ key, values }) => say(sentences[key] ?? "", values)).join(" ")),
    );
    button.addEventListener("click", () => {
      for (const other of this.#list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      onWear(frame, variant);
    });
    return make("li", {}, button);
  }
}

/** The shop's own small picture, else the colour. */
function pictureOf({ picture, swatch }: Variant): HTMLElement {
  const address = picture && safeUrl(picture);
  if (address) return make("img", { src: address, alt: "", loading: "lazy", width: "84", height: "56" });
  const dot = make("span", { class: "swatch", "aria-hidden": "true" });
  if (/^#[0-9a-f]{6}$/i.test(swatch ?? "")) dot.style.background = swatch!;
  return dot;
}

async function fetchJson(address: string): Promise<unknown> {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}
