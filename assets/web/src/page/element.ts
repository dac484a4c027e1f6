import { detailsOf } from "./details";
import { teller } from "./events";
import { languageOf } from "./language";
import { TryOnButton, type TryOnButtonOptions } from "./try-on-button";
import { useVirtualTryOn, type VirtualTryOn } from "./use-virtual-try-on";

const LOOK = ["label", "variant", "size", "disabled", "lang"];

/** `<varai-try-on>`: a button in the page's own tree; everything else comes with the first press. */
export class VaraiTryOn extends HTMLElement {
  static readonly observedAttributes = LOOK;
  #button: TryOnButton | undefined;
  #tryOn: VirtualTryOn | undefined;

  connectedCallback(): void {
    this.#tryOn ??= useVirtualTryOn(
      () => detailsOf(this),
      () => languageOf(this),
      teller(this, () => ({
        productId: this.getAttribute("product-id") || this.getAttribute("sku") || "",
        sku: this.getAttribute("sku") || "",
      })),
    );
    this.#draw();
    this.#tryOn.subscribe((state) => {
      this.#button?.show(state.is === "open" ? { is: "ready" } : state);
      if (state.is === "ready") this.#button?.focus();
    });
  }

  disconnectedCallback(): void {
    this.#tryOn?.close();
    this.#tryOn = undefined;
    this.#button?.destroy();
    this.#button = undefined;
  }

  attributeChangedCallback(): void {
    if (this.#button) this.#draw();
  }

  #draw(): void {
    this.#button?.destroy();
    this.replaceChildren(); // what the page shows until this script is there
    this.#button = new TryOnButton(this, {
      language: languageOf(this),
      label: this.getAttribute("label") ?? "",
      variant: oneOf(this.getAttribute("variant"), ["primary", "secondary"]) as TryOnButtonOptions["variant"],
      size: oneOf(this.getAttribute("size"), ["medium", "small", "large"]) as TryOnButtonOptions["size"],
      disabled: this.hasAttribute("disabled"),
      onPress: () => void this.#tryOn?.start(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "varai-try-on": VaraiTryOn;
  }
}

function oneOf(said: string | null, known: readonly string[]): string {
  return said !== null && known.includes(said) ? said : known[0];
}
