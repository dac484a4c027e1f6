/** The screen over the mirror: consent, then camera or photo; also where to go when something did not work. */
import { make, safeUrl } from "../page/dom";
import { photoInput } from "./photo";
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
  readonly #progress = make("div", { class: "progress", "aria-hidden": "true", hidden: true }, make("span"));
  readonly #camera: HTMLButtonElement;
  #onMark: (() => void) | undefined;

  constructor({ words, name, notice, canUseCamera, onCamera, onPhoto }: StartScreenOptions) {
    this.#camera = make("button", { type: "button", class: "act first", hidden: !canUseCamera }, words.use_camera);
    this.#camera.addEventListener("click", onCamera);
    const photo = photoInput(onPhoto);
    const choosing = make("button", { type: "button", class: canUseCamera ? "act" : "act first" }, words.use_photo);
    choosing.addEventListener("click", () => photo.click());
    this.#marking = make("button", { type: "button", class: "act", hidden: true }, words.mark_left);
    this.#marking.addEventListener("click", () => this.#onMark?.());
    this.#acts = make("div", { class: "acts" }, this.#camera, photo, choosing, this.#marking);
    const link = notice && safeUrl(notice);
    this.element = make("section", { class: "screen", "aria-labelledby": "varai-consent" },
      make("div", { class: "text" },
        make("h2", { id: "varai-consent" }, say(words.consent_title, { name })),
        make("p", {}, words.consent_text), make("p", { class: "quiet" }, words.consent_scan),
        canUseCamera ? null : make("p", {}, words.flat),
        link ? make("p", {}, make("a", { href: link, target: "_blank", rel: "noopener" }, words.notice)) : null),
      this.#problem, this.#acts, this.#working, this.#progress);
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
    this.#progress.hidden = true;
    if (text) this.#problem.textContent = "";
  }

  /** How much of what is waited for is there, 0 to 1. */
  progress(part: number): void {
    this.#progress.hidden = false;
    this.#progress.style.setProperty("--part", String(part));
  }

  hide(): void {
    this.element.hidden = true;
  }

  focus(): void {
    this.#acts.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }
}
