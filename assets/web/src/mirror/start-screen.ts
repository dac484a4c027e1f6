/** The screen over the mirror: consent, then camera or photo; also where to go when something did not work. */
import { make, safeUrl } from "../page/dom";
import { say, type Words } from "./words";

export interface StartScreenOptions {
  readonly words: Words;
  readonly name: string;
  readonly notice: string;
  readonly canUseCamera: boolean;
  readonly onCamera: () => void;
  readonly onPhoto: (file: File) => void;
}

export class StartScreen {
  readonly element: HTMLElement;
  readonly #problem = make("p", { class: "problem", role: "alert" });
  readonly #acts: HTMLElement;
  readonly #marking: HTMLButtonElement;
  readonly #working = make("p", { class: "quiet", role: "status" });
  readonly #camera: HTMLButtonElement;
  #onMark: (() => void) | undefined;

  constructor({ words, name, notice, canUseCamera, onCamera, onPhoto }: StartScreenOptions) {
    this.#camera = make("button", { type: "button", class: "act first", hidden: !canUseCamera }, words.use_camera);
    this.#camera.addEventListener("click", onCamera);
    this.#marking = make("button", { type: "button", class: "act", hidden: true }, words.mark_left);
    this.#marking.addEventListener("click", () => this.#onMark?.());
    this.#acts = make("div", { class: "acts" }, this.#camera, photoButton(words.use_photo, !canUseCamera, onPhoto), this.#marking);
    const link = notice && safeUrl(notice);
    this.element = make("section", { class: "screen", "aria-labelledby": "varai-consent" },
      make("div", { class: "text" },
        make("h2", { id: "varai-consent" }, say(words.consent_title, { name })),
        make("p", {}, words.consent_text), make("p", { class: "quiet" }, words.consent_scan),
        canUseCamera ? null : make("p", {}, words.flat),
        link ? make("p", {}, make("a", { href: link, target: "_blank", rel: "noopener" }, words.notice)) : null),
      this.#problem, this.#acts, this.#working);
  }

  show(problem = "", onMark?: () => void): void {
    this.element.hidden = false;
    this.working("");
    this.#problem.textContent = problem;
    this.#onMark = onMark;
    this.#marking.hidden = !onMark;
  }

  /** What is being waited for; empty: nothing, and the choices are open again. */
  working(text: string): void {
    this.#working.textContent = text;
    this.#acts.hidden = text !== "";
    if (text) this.#problem.textContent = "";
  }

  hide(): void {
    this.element.hidden = true;
  }

  focus(): void {
    this.#acts.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }
}

/** A button that lets a picture be chosen; the device's own camera may make one. */
export function photoButton(text: string, isFirst: boolean, onPhoto: (file: File) => void): HTMLElement {
  const input = make("input", { type: "file", accept: "image/*", class: "file", tabindex: "-1", "aria-hidden": "true" });
  const button = make("button", { type: "button", class: isFirst ? "act first" : "act" }, text);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) onPhoto(file);
  });
  return make("span", { class: "acts" }, button, input);
}
