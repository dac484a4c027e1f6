import css from "./button.css";
import { addSheet, make, sheetOf } from "./dom";
import { buttonWords, type Language } from "./language";

export interface TryOnButtonOptions {
  readonly language: Language;
  readonly label?: string;
  readonly variant?: "primary" | "secondary";
  readonly size?: "small" | "medium" | "large";
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

export type ButtonState =
  | { readonly is: "ready" }
  | { readonly is: "busy"; readonly progress: number }
  | { readonly is: "failed" };

const SVG = "http://www.w3.org/2000/svg";
let sheet: CSSStyleSheet | undefined;

/** The button that starts a try-on: ready, busy with progress, or failed with another try. */
export class TryOnButton {
  readonly #container: HTMLDivElement;
  readonly #button: HTMLButtonElement;
  readonly #label = make("span");
  readonly #bar = make("span", { class: "varai-try-on-bar", hidden: true });
  readonly #status = make("p", { class: "varai-try-on-status", role: "status" });
  readonly #options: TryOnButtonOptions;

  constructor(host: HTMLElement, options: TryOnButtonOptions) {
    addSheet(document, (sheet ??= sheetOf(css)));
    this.#options = options;
    const look = `varai-try-on-button ${options.variant ?? "primary"} ${options.size ?? "medium"}`;
    this.#button = make(
      "button",
      { type: "button", class: look, "data-testid": "virtual-try-on-button", disabled: options.disabled ?? false },
      glasses(),
      this.#label,
      this.#bar,
    );
    this.#button.addEventListener("click", () => {
      if (this.#button.getAttribute("aria-busy") !== "true") options.onPress();
    });
    this.#container = make("div", { class: "varai-try-on-container" }, this.#button, this.#status);
    host.querySelector(":scope > .varai-try-on-container")?.remove(); // the page's own, which does nothing
    host.append(this.#container);
    this.show({ is: "ready" });
  }

  show(state: ButtonState): void {
    const words = buttonWords(this.#options.language);
    const isBusy = state.is === "busy";
    this.#button.setAttribute("aria-busy", String(isBusy));
    this.#button.dataset["state"] = state.is;
    this.#bar.hidden = !isBusy;
    this.#bar.style.setProperty("--varai-progress", String(isBusy ? state.progress : 0));
    const label = this.#options.label || words.try_on;
    this.#label.textContent = isBusy ? words.busy : state.is === "failed" ? words.retry : label;
    this.#status.textContent = state.is === "failed" ? words.failed : "";
  }

  focus(): void {
    this.#button.focus();
  }

  destroy(): void {
    this.#container.remove();
  }
}

function glasses(): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries({
    d: "M2.5 9.5h2m15 0h2M10.6 12.2a2.2 2.2 0 0 1 2.8 0M4.4 9h5c.8 0 1.4.6 1.4 1.4v1.4a3.4 3.4 0 0 1-6.8 0V9.4zm10.2 0h5v2.8a3.4 3.4 0 0 1-6.8 0v-1.4c0-.8.6-1.4 1.4-1.4z",
    fill: "none", stroke: "currentColor", "stroke-width": "1.6", "stroke-linecap": "round", "stroke-linejoin": "round",
  })) path.setAttribute(name, value);
  picture.append(path);
  return picture;
}
