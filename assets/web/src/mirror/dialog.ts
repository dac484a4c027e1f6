/** The dialog around the mirror: consent, mirror, compare. The browser's own modal traps focus and hears Escape. */
import type { EyewearModel } from "../eyewear/glb";
import type { Variant } from "../page/details";
import { addSheet, make, sheetOf } from "../page/dom";
import { directionOf } from "../page/language";
import { ActionBar } from "./action-bar";
import { NoCamera } from "./camera";
import { CompareScreen } from "./compare-screen";
import css from "./dialog.css";
import { FaceShapeDetector } from "./face-shape-detector";
import { SilentTracker } from "./face-mesh";
import type { MeshDownload } from "./loading";
import type { Opening } from "./open";
import { UnusablePhoto } from "./photo";
import { ProductPanel } from "./product-panel";
import { ProductRecommendations } from "./product-recommendations";
import type { CatalogueFrame } from "./recommend";
import { SettledVerdict } from "./settled-verdict";
import { share } from "./sharing";
import { StartScreen } from "./start-screen";
import type { KeptLook } from "./try-on-results";
import { trackerProblem, VirtualMirror, type MirrorProblem, type Seen } from "./virtual-mirror";
import { Wardrobe, type Product } from "./wardrobe";
import { say, type Words } from "./words";

export interface DialogOptions extends Opening {
  readonly words: Words;
  readonly isLive: boolean;
  readonly mesh: MeshDownload;
  readonly first: { readonly variant: Variant; readonly model: EyewearModel };
}

const MENTIONED_MS = 4000;
/** Where frames for this face have a place of their own, they are shown without asking. */
const ROOMY = "(min-width: 861px) and (min-height: 700px)";

export class MirrorDialog {
  readonly #options: DialogOptions;
  readonly #words: Words;
  readonly #host = make("div");
  readonly #dialog: HTMLDialogElement;
  readonly #mirror: VirtualMirror;
  readonly #start: StartScreen;
  readonly #panel: ProductPanel;
  readonly #shape: FaceShapeDetector;
  readonly #recommendations: ProductRecommendations | undefined;
  readonly #wardrobe: Wardrobe;
  readonly #hint = make("p", { class: "hint", role: "status" });
  readonly #bar: ActionBar;
  readonly #compare: CompareScreen;
  readonly #verdict = new SettledVerdict();
  #product: Product;
  #worn: Variant;
  #hasFound = false;
  #folded: HTMLDetailsElement | undefined;
  #choice = 0;
  #passing = 0;

  constructor(options: DialogOptions) {
    const { words, details, first } = options;
    [this.#options, this.#words, this.#product, this.#worn] = [options, words, details, first.variant];
    this.#wardrobe = new Wardrobe(first.variant, first.model);
    const view = make("div", { class: "view" });
    const panel = make("aside", { class: "panel", "aria-labelledby": "varai-name" });
    const closing = make("button", { type: "button", class: "round close", "aria-label": words.close }, "×");
    closing.addEventListener("click", () => this.close());
    this.#mirror = new VirtualMirror(view, {
      words, onSeen: (seen) => this.#see(seen), onHint: (text) => this.#say(text),
      onProblem: (problem) => this.#stopped(problem),
    });
    this.#bar = new ActionBar(words, options.isLive, {
      onKeep: () => this.#keep(), onCompare: () => this.#showCompare(true), onShare: () => void this.#share(this.#look()),
      onCamera: () => void this.#useCamera(), onPhoto: (file) => void this.#usePhoto(file),
    });
    this.#start = new StartScreen({
      words, name: details.name, notice: details.notice, canUseCamera: options.isLive,
      onCamera: () => void this.#useCamera(), onPhoto: (file) => void this.#usePhoto(file),
    });
    const stage = make("div", { class: "stage" }, view, this.#hint, this.#bar.element, this.#start.element, closing);
    this.#panel = new ProductPanel(panel, words, (variant) => void this.#wear(this.#product, variant), () => this.#follow(this.#worn.sku));
    this.#shape = new FaceShapeDetector(panel, words);
    this.#recommendations = this.#recommend(panel);
    this.#compare = new CompareScreen({
      words, onBack: () => this.#showCompare(false), onCount: (count) => this.#bar.showCount(count),
      onWear: (product, variant) => void this.#wear(product, variant),
      onShared: (look) => void this.#share(look), onProduct: (look) => this.#follow(look.sku),
    });
    this.#dialog = make("dialog", { "aria-label": words.title, class: "asking", lang: options.language, dir: directionOf(options.language) }, stage, panel, this.#compare.element);
    this.#mount();
    this.#panel.show(this.#product, this.#worn);
    this.#mirror.wear(first.model, this.#label());
    this.#start.show();
    this.#start.focus();
  }

  /** Stops the camera and forgets everything at once. */
  close(): void {
    if (!this.#host.isConnected) return;
    this.#choice++;
    clearTimeout(this.#passing);
    this.#mirror.destroy();
    this.#compare.destroy();
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
      if (!this.#compare.isShown) this.close();
      else this.#showCompare(false);
    });
    this.#dialog.showModal();
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
    this.#folded = folded;
    folded.addEventListener("toggle", () => {
      if (folded.open) void shown.show(this.#shape.measures, this.#shape.shape, this.#mirror.tones());
    });
    return shown;
  }

  #label(): string {
    return say(this.#words.mirror_label, { name: `${this.#product.name} ${this.#worn.colour}`.trim() });
  }

  #say(text: string): void {
    clearTimeout(this.#passing);
    this.#hint.textContent = this.#compare.isShown ? "" : text;
    this.#compare.say(this.#compare.isShown ? text : "");
  }

  /** Said for a moment, then gone. */
  #mention(text: string): void {
    this.#say(text);
    this.#passing = setTimeout(() => this.#say(""), MENTIONED_MS);
  }

  async #useCamera(): Promise<void> {
    this.#begin(this.#words.starting);
    try {
      await this.#meshReady();
      if (!this.#host.isConnected) return;
      this.#start.working(this.#words.starting);
      await this.#mirror.useCamera();
      this.#started("camera");
    } catch (reason) {
      this.#failed(reason);
    }
  }

  async #usePhoto(file: File): Promise<void> {
    this.#begin(this.#words.photo_working);
    try {
      await this.#meshReady();
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

  async #meshReady(): Promise<void> {
    if (!this.#options.isLive) return;
    await this.#options.mesh.ready((part) => {
      this.#start.working(say(this.#words.loading, { percent: Math.round(100 * part) }));
      this.#start.progress(part);
    });
  }

  #begin(text: string): void {
    this.#hasFound = false;
    this.#verdict.restart();
    this.#start.show();
    this.#start.working(text);
    this.#dialog.classList.add("asking");
  }

  #started(source: "camera" | "photo"): void {
    if (!this.#host.isConnected) return;
    this.#start.hide();
    this.#dialog.classList.remove("asking");
    this.#bar.showSource(source);
    this.#bar.focus();
    this.#options.tell("virtual_try_on_started", { source });
  }

  /** The camera went while the mirror was in use. */
  #stopped(problem: MirrorProblem): void {
    this.#dialog.classList.add("asking");
    this.#start.show(this.#words[problem]);
    this.#start.focus();
    this.#options.tell("virtual_try_on_failed", { reason: problem });
  }

  #failed(reason: unknown): void {
    if (!this.#host.isConnected) return;
    const { words } = this.#options;
    const problem = reason instanceof NoCamera ? reason.problem : reason instanceof UnusablePhoto ? "photo_unusable" : trackerProblem(reason);
    if (problem === "load_failed") console.error(reason);
    this.#start.show(words[problem], reason instanceof SilentTracker && this.#mirror.hasPhoto ? () => void this.#mark() : undefined);
    this.#start.focus();
    this.#options.tell("virtual_try_on_failed", { reason: problem });
  }

  #see(seen: Seen): void {
    this.#shape.add(seen);
    this.#showFit(seen);
    if (this.#shape.shape && this.#folded && matchMedia(ROOMY).matches) {
      this.#folded.open = true;
      this.#folded = undefined; // whoever folds it wants it so
    }
    if (!this.#hasFound) this.#options.tell("virtual_try_on_face_found");
    this.#hasFound = true;
  }

  #showFit({ fit, isMeasured, isLive }: Seen): void {
    this.#panel.showFit(fit && this.#verdict.add(fit.verdict, isLive), isMeasured);
  }

  async #wear(product: Product, variant: Variant): Promise<void> {
    const choice = ++this.#choice;
    try {
      const model = await this.#wardrobe.model(variant);
      if (choice !== this.#choice) return;
      if (product.productId !== this.#product.productId) this.#verdict.restart();
      [this.#product, this.#worn] = [product, variant];
      this.#panel.show(product, variant);
      this.#mirror.wear(model, this.#label());
      const seen = this.#mirror.seen;
      if (seen) this.#showFit(seen);
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
    const isKept = this.#compare.keep(look, this.#product, this.#worn);
    this.#mention(isKept ? say(this.#words.kept, { count: this.#compare.skus.length }) : this.#words.kept_full);
    if (isKept) this.#options.tell("virtual_try_on_snapshot_taken", { sku: this.#worn.sku });
  }

  #showCompare(isShown: boolean): void {
    this.#say("");
    if (isShown) {
      this.#compare.show();
      this.#options.tell("virtual_try_on_compared", { skus: this.#compare.skus });
    } else {
      this.#compare.hide();
      this.#bar.focusCompare();
    }
  }

  async #share(look: KeptLook): Promise<void> {
    const done = await share(look.picture, look.name);
    if (done === "failed") return this.#mention(this.#words.share_failed);
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
