import { make, safeUrl } from "../page/dom";
import { canShare } from "./sharing";
import { say, type Words } from "./words";

export const MOST_LOOKS = 4;

/** One kept look: a picture in memory and what is worn in it. */
export interface KeptLook {
  readonly picture: HTMLCanvasElement;
  readonly sku: string;
  readonly name: string;
  readonly price: string;
  readonly url: string;
}

export interface TryOnResultsOptions {
  readonly words: Words;
  readonly onWear: (look: KeptLook) => void;
  readonly onDropped: () => void;
  readonly onShared: (look: KeptLook) => void;
  readonly onProduct: (look: KeptLook) => void;
}

/** Up to four kept looks side by side; each can be worn again, shared, dropped, or followed to its product. */
export class TryOnResults {
  readonly #options: TryOnResultsOptions;
  readonly #grid = make("ul", { class: "looks" });
  readonly #empty: HTMLElement;
  readonly #host: HTMLElement;
  readonly looks: KeptLook[] = [];

  constructor(host: HTMLElement, options: TryOnResultsOptions) {
    this.#options = options;
    this.#host = host;
    this.#empty = make("p", { class: "quiet" }, options.words.compare_empty);
    host.append(this.#empty, this.#grid);
  }

  /** False when four are kept already. */
  keep(look: KeptLook): boolean {
    if (this.looks.length >= MOST_LOOKS) return false;
    this.looks.push(look);
    this.#draw();
    return true;
  }

  destroy(): void {
    for (const { picture } of this.looks.splice(0)) picture.width = picture.height = 0;
    this.#host.replaceChildren();
  }

  #draw(): void {
    this.#empty.hidden = this.looks.length > 0;
    this.#grid.dataset["count"] = String(this.looks.length);
    this.#grid.replaceChildren(...this.looks.map((look) => this.#item(look)));
  }

  #item(look: KeptLook): HTMLElement {
    const { words, onWear, onShared, onProduct } = this.#options;
    const sharing = canShare() ? words.share : words.act_save;
    const [name, url] = [look.name, safeUrl(look.url)];
    const wear = make("button", { type: "button", class: "picture", "aria-label": say(words.wear, { name }) }, look.picture);
    const drop = make("button", { type: "button", class: "round", "aria-label": say(words.drop, { name }) }, "×");
    const share = make("button", { type: "button", class: "plain", "aria-label": `${sharing}: ${name}` }, sharing);
    const product = look.url && url ? make("a", { href: url, class: "plain" }, words.product) : null;
    wear.addEventListener("click", () => onWear(look));
    share.addEventListener("click", () => onShared(look));
    product?.addEventListener("click", () => onProduct(look));
    drop.addEventListener("click", () => {
      this.looks.splice(this.looks.indexOf(look), 1);
      this.#draw();
      this.#options.onDropped();
    });
    return make("li", {}, wear, drop,
      make("p", {}, make("strong", { dir: "auto" }, name), " ", make("span", { class: "price", dir: "auto" }, look.price)),
      make("p", { class: "acts" }, share, product));
  }
}
