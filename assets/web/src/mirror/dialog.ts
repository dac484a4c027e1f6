/** The dialog around the mirror: consent, mirror, compare. The browser's own modal traps focus and hears Escape. */
import type { EyewearModel } from "../eyewear/glb";
import type { Variant } from "../page/details";
import { addSheet, make, sheetOf } from "../page/dom";
import { NoCamera } from "./camera";
import css from "./dialog.css";
import { FaceShapeDetector } from "./face-shape-detector";
import type { Opening } from "./open";
import { UnusablePhoto } from "./photo";
import { ProductPanel } from "./product-panel";
import { ProductRecommendations } from "./product-recommendations";
import type { CatalogueFrame } from "./recommend";
import { share } from "./sharing";
import { photoButton, StartScreen } from "./start-screen";
import { MOST_LOOKS, TryOnResults, type KeptLook } from "./try-on-results";
import { VirtualMirror, type Seen } from "./virtual-mirror";
import { Wardrobe, type Product } from "./wardrobe";
import { say, type Words } from "./words";

export interface DialogOptions extends Opening {
  readonly words: Words;
  readonly isLive: boolean;
  readonly first: { readonly variant: Variant; readonly model: EyewearModel };
}

const MENTIONED_MS = 4000;

export class MirrorDialog {
  readonly #options: DialogOptions;
  readonly #words: Words;
  readonly #host = make("div");
  readonly #dialog: HTMLDialogElement;
  readonly #mirror: VirtualMirror;
  readonly #start: StartScreen;
  readonly #panel: ProductPanel;
  readonly #shape: FaceShapeDetector;
  readonly #results: TryOnResults;
  readonly #recommendations: ProductRecommendations | undefined;
  readonly #wardrobe: Wardrobe;
  readonly #hint = make("p", { class: "hint", role: "status" });
  readonly #compareButton: HTMLButtonElement;
  readonly #compare: HTMLElement;
  readonly #cameraButton: HTMLButtonElement;
  readonly #keepButton: HTMLButtonElement;
  #product: Product;
  #worn: Variant;
  readonly #keptFrom = new WeakMap<KeptLook, [Product, Variant]>();
  #hasFound = false;
  #choice = 0;
  #passing = 0;

  constructor(options: DialogOptions) {
    const { words, details, first } = options;
    [this.#options, this.#words, this.#product, this.#worn] = [options, words, details, first.variant];
    this.#wardrobe = new Wardrobe(first.variant, first.model);
    const view = make("div", { class: "view" });
    const panel = make("aside", { class: "panel", "aria-labelledby": "varai-name" });
    const stage = make("div", { class: "stage" }, view, this.#hint);
    const closing = make("button", { type: "button", class: "round close", "aria-label": words.close }, "×");
    closing.addEventListener("click", () => this.close());
    this.#mirror = new VirtualMirror(view, {
      words, onSeen: (seen) => this.#see(seen), onHint: (text) => this.#say(text),
      onProblem: (problem) => this.#start.show(words[problem]),
    });
    this.#start = new StartScreen({
      words, name: details.name, notice: details.notice, canUseCamera: options.isLive,
      onCamera: () => void this.#useCamera(), onPhoto: (file) => void this.#usePhoto(file),
    });
    stage.append(this.#start.element);
    this.#panel = new ProductPanel(panel, words, (variant) => void this.#wear(this.#product, variant), () => this.#follow(this.#worn.sku));
    this.#cameraButton = this.#act(words.camera_on, () => void this.#useCamera());
    this.#keepButton = this.#act(words.keep, () => this.#keep(), "first");
    this.#compareButton = this.#act("", () => this.#showCompare(true));
    panel.append(this.#actions());
    this.#shape = new FaceShapeDetector(panel, words);
    this.#recommendations = this.#recommend(panel);
    this.#compare = make("section", { class: "compare", hidden: true, "aria-label": words.compare_title });
    this.#results = this.#lookGrid();
    this.#dialog = make("dialog", { "aria-label": words.title, class: "asking", lang: options.language }, stage, panel, this.#compare, closing);
    this.#mount();
    this.#panel.show(this.#product, this.#worn);
    this.#mirror.wear(first.model, this.#label());
    this.#countLooks();
    this.#start.show();
    this.#start.focus();
  }

  /** Stops the camera and forgets everything at once. */
  close(): void {
    if (!this.#host.isConnected) return;
    this.#choice++;
    clearTimeout(this.#passing);
    this.#mirror.destroy();
    this.#results.destroy();
    this.#shape.destroy();
    this.#recommendations?.destroy();
    this.#dialog.close();
    this.#host.remove();
    this.#options.onClosed();
  }

  #mount(): void {
    const root = this.#host.attachShadow({ mode: "open" });
    addSheet(root, sheetOf(css));
    this.#host.classList.toggle("dark", isDark());
    this.#host.dataset["varaiMirror"] = "";
    root.append(this.#dialog);
    document.body.append(this.#host);
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (this.#compare.hidden) this.close();
      else this.#showCompare(false);
    });
    this.#dialog.showModal();
  }

  #actions(): HTMLElement {
    const { words } = this.#options;
    return make("div", { class: "acts" },
      this.#keepButton, this.#compareButton,
      this.#act(words.share, () => void this.#share(this.#look())),
      this.#options.isLive ? this.#cameraButton : null,
      photoButton(words.another_photo, false, (file) => void this.#usePhoto(file)));
  }

  #recommend(panel: HTMLElement): ProductRecommendations | undefined {
    const { words, details } = this.#options;
    if (!details.catalogue || !this.#options.isLive) return undefined;
    const body = make("div");
    const folded = make("details", {}, make("summary", {}, words.recommend), body);
    panel.append(folded);
    const shown = new ProductRecommendations(body, {
      words, catalogue: details.catalogue, onWear: (frame, variant) => void this.#wear(productOf(frame), variant),
    });
    folded.addEventListener("toggle", () => {
      if (folded.open) void shown.show(this.#shape.measures, this.#shape.shape);
    });
    return shown;
  }

  #lookGrid(): TryOnResults {
    const { words } = this.#options;
    const back = this.#act(words.back, () => this.#showCompare(false), "first");
    const body = make("div");
    this.#compare.append(make("header", {}, make("h2", {}, words.compare_title), back), body);
    return new TryOnResults(body, {
      words, onDropped: () => this.#countLooks(),
      onShared: (look) => void this.#share(look),
      onProduct: (look) => this.#follow(look.sku),
      onWear: (look) => {
        this.#showCompare(false);
        const worn = this.#keptFrom.get(look);
        if (worn) void this.#wear(...worn);
      },
    });
  }

  #act(text: string, onPress: () => void, look = ""): HTMLButtonElement {
    const button = make("button", { type: "button", class: `act ${look}` }, text);
    button.addEventListener("click", onPress);
    return button;
  }

  #label(): string {
    return say(this.#words.mirror_label, { name: `${this.#product.name} ${this.#worn.colour}`.trim() });
  }

  #say(text: string): void {
    clearTimeout(this.#passing);
    this.#hint.textContent = text;
  }

  /** Said for a moment, then gone. */
  #mention(text: string): void {
    this.#say(text);
    this.#passing = setTimeout(() => this.#say(""), MENTIONED_MS);
  }

  async #useCamera(): Promise<void> {
    this.#begin(this.#words.starting);
    try {
      await this.#mirror.useCamera();
      this.#started("camera");
    } catch (reason) {
      this.#failed(reason);
    }
  }

  async #usePhoto(file: File): Promise<void> {
    this.#begin(this.#words.photo_working);
    try {
      const isFound = await this.#mirror.usePhoto(file);
      if (!isFound && this.#mirror.canTrack) {
        this.#start.show(this.#words.photo_no_face, () => void this.#mark());
        this.#options.tell("virtual_try_on_failed", { reason: "photo_no_face" });
      } else if (!isFound) await this.#mark();
      else this.#started("photo");
    } catch (reason) {
      this.#failed(reason);
    }
  }

  async #mark(): Promise<void> {
    this.#start.hide();
    await this.#mirror.markEyes();
    this.#started("photo");
  }

  #begin(text: string): void {
    this.#hasFound = false;
    this.#start.show();
    this.#start.working(text);
    this.#dialog.classList.add("asking");
  }

  #started(source: "camera" | "photo"): void {
    this.#start.hide();
    this.#dialog.classList.remove("asking");
    this.#cameraButton.hidden = source === "camera";
    this.#keepButton.focus({ preventScroll: true });
    this.#options.tell("virtual_try_on_started", { source });
  }

  #failed(reason: unknown): void {
    if (!this.#host.isConnected) return;
    const { words } = this.#options;
    const problem = reason instanceof NoCamera ? reason.problem : reason instanceof UnusablePhoto ? "photo_unusable" : "load_failed";
    if (problem === "load_failed") console.error(reason);
    this.#start.show(words[problem]);
    this.#start.focus();
    this.#options.tell("virtual_try_on_failed", { reason: problem });
  }

  #see(seen: Seen): void {
    this.#shape.add(seen);
    this.#panel.showFit(seen.fit?.verdict ?? null, seen.isMeasured);
    if (!this.#hasFound) this.#options.tell("virtual_try_on_face_found");
    this.#hasFound = true;
  }

  async #wear(product: Product, variant: Variant): Promise<void> {
    const choice = ++this.#choice;
    try {
      const model = await this.#wardrobe.model(variant);
      if (choice !== this.#choice) return;
      [this.#product, this.#worn] = [product, variant];
      this.#panel.show(product, variant);
      this.#mirror.wear(model, this.#label());
      const seen = this.#mirror.seen;
      if (seen) this.#panel.showFit(seen.fit?.verdict ?? null, seen.isMeasured);
      this.#options.tell("virtual_try_on_variant_selected", { sku: variant.sku, productId: product.productId });
    } catch (reason) {
      console.error(reason);
      this.#mention(say(this.#words.model_failed, { name: product.name }));
    }
  }

  #look(): KeptLook {
    const { name, url } = this.#product;
    const { sku, colour, price } = this.#worn;
    return { picture: this.#mirror.snapshot(), sku, name: `${name} ${colour}`.trim(), price: price ?? "", url: this.#worn.url || url };
  }

  #keep(): void {
    const look = this.#look();
    this.#keptFrom.set(look, [this.#product, this.#worn]);
    const isKept = this.#results.keep(look);
    this.#countLooks();
    this.#mention(isKept ? say(this.#words.kept, { count: this.#results.looks.length }) : this.#words.kept_full);
    if (isKept) this.#options.tell("virtual_try_on_snapshot_taken", { sku: this.#worn.sku });
  }

  #countLooks(): void {
    const count = Math.min(this.#results.looks.length, MOST_LOOKS);
    this.#compareButton.textContent = say(this.#words.compare, { count });
  }

  #showCompare(isShown: boolean): void {
    this.#compare.hidden = !isShown;
    this.#compareButton.focus();
    if (!isShown) return;
    this.#compare.querySelector("button")?.focus();
    this.#options.tell("virtual_try_on_compared", { skus: this.#results.looks.map((look) => look.sku) });
  }

  async #share(look: KeptLook): Promise<void> {
    const done = await share(look.picture, look.name);
    if (done === "saved") this.#mention(this.#words.saved);
    if (done !== "cancelled") this.#options.tell("virtual_try_on_shared", { sku: look.sku });
  }

  #follow(sku: string): void {
    this.#options.tell("virtual_try_on_product_selected", { sku });
  }
}

function productOf(frame: CatalogueFrame): Product {
  const { product_id: productId, name, brand = "", boxing = "", url = "", variants } = frame;
  return { productId, name, brand, boxing, url, variants };
}

/** As the page says it, else as the device prefers it. */
function isDark(): boolean {
  const said = document.documentElement.dataset["theme"];
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
