/** The acts over the picture: what to do with this look, and where the picture comes from. */
import { make } from "../page/dom";
import { icon, type IconName } from "./icons";
import { canShare } from "./sharing";
import { photoInput } from "./photo";
import { say, type Words } from "./words";

export interface Acts {
  readonly onKeep: () => void;
  readonly onCompare: () => void;
  readonly onShare: () => void;
  readonly onCamera: () => void;
  readonly onPhoto: (file: File) => void;
}

export class ActionBar {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #keep: HTMLButtonElement;
  readonly #compare: HTMLButtonElement;
  readonly #camera: HTMLButtonElement;

  constructor(words: Words, canUseCamera: boolean, acts: Acts) {
    this.#words = words;
    const photo = photoInput(acts.onPhoto);
    this.#keep = act("keep", words.act_keep, words.keep, acts.onKeep);
    this.#compare = act("compare", words.act_compare, "", acts.onCompare);
    this.#camera = act("camera", words.act_camera, words.camera_on, acts.onCamera);
    this.#camera.hidden = true;
    this.element = make("div", { class: "bar", role: "group", "aria-label": words.title },
      this.#keep, this.#compare,
      canShare() ? act("share", words.share, words.share, acts.onShare) : act("save", words.act_save, words.save, acts.onShare),
      canUseCamera ? this.#camera : null,
      act("photo", words.act_photo, words.another_photo, () => photo.click()), photo);
    this.showCount(0);
  }

  showCount(count: number): void {
    this.#compare.dataset["count"] = count ? String(count) : "";
    this.#compare.setAttribute("aria-label", say(this.#words.compare, { count }));
  }

  showSource(source: "camera" | "photo"): void {
    this.#camera.hidden = source === "camera";
  }

  focus(): void {
    this.#keep.focus({ preventScroll: true });
  }

  focusCompare(): void {
    this.#compare.focus({ preventScroll: true });
  }
}

function act(picture: IconName, text: string, said: string, onPress: () => void): HTMLButtonElement {
  const button = make("button", { type: "button", "aria-label": said }, icon(picture), make("span", {}, text));
  button.addEventListener("click", onPress);
  return button;
}
