/** The mirror itself: a picture (live or a photo) and the glasses on it. Keeps nothing once destroyed. */
import type { EyewearModel } from "../eyewear/glb";
import { fit, type Fit } from "../eyewear/fit";
import { FaceFollower, faceFromPupils } from "../face/follow";
import { pitchDeg, usualCamera, yawDeg, type TrackedFace } from "../face/types";
import { make } from "../page/dom";
import { FlatView } from "../render/flat-view";
import { MirrorRenderer } from "../render/mirror-renderer";
import { Camera, type CameraProblem } from "./camera";
import { markEyes } from "./eye-marks";
import { Framing } from "./framing";
import { readPhoto } from "./photo";
import { Tracker } from "./tracker";
import type { Words } from "./words";

const SETTLING_PICTURES = 12;
const PERIOD_MS = 1000 / 30;
const FADE_IN_MS = 150;
const FADE_OUT_MS = 250;
const MOST_YAW_DEG = 55;
const MOST_PITCH_DEG = 40;
const MOST_SCALE = 1.8;
const HINT_AFTER_MS = 700;

export interface Seen {
  readonly face: TrackedFace;
  readonly fit: Fit | null;
  readonly isLive: boolean;
  /** False where the face is only taken for an average one between two marks. */
  readonly isMeasured: boolean;
}

export interface VirtualMirrorOptions {
  readonly words: Words;
  readonly onSeen?: (seen: Seen) => void;
  /** A sentence for the person before the mirror; empty takes it back. */
  readonly onHint?: (text: string) => void;
  readonly onProblem?: (problem: CameraProblem) => void;
}

/** Whether this browser can find faces and draw the live mirror at all. */
export function canDrawLive(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

export class VirtualMirror {
  readonly canvas: HTMLCanvasElement;
  readonly #host: HTMLElement;
  readonly #options: VirtualMirrorOptions;
  #view: MirrorRenderer | FlatView;
  readonly #framing = new Framing();
  readonly #grabbed = document.createElement("canvas");
  readonly #resizing: ResizeObserver;
  #tracker: Promise<Tracker> | undefined;
  #camera: Camera | undefined;
  #follower = new FaceFollower();
  #model: EyewearModel | null = null;
  #face: TrackedFace | null = null;
  #fit: Fit | null = null;
  #isMeasured = true;
  #opacity = 0;
  #lastMs = 0;
  #awayMs = 0;
  #run = 0;
  #hinted = "";

  constructor(host: HTMLElement, options: VirtualMirrorOptions) {
    this.#host = host;
    this.#options = options;
    this.canvas = make("canvas", { class: "mirror", role: "img" });
    host.append(this.canvas);
    this.#view = viewOn(this.canvas);
    // A driver that resets takes the picture with it, and gives it back.
    this.canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    this.canvas.addEventListener("webglcontextrestored", () => {
      this.#view = new MirrorRenderer(this.canvas);
      this.#draw(performance.now());
    });
    this.#resizing = new ResizeObserver(() => this.#fitToHost());
    this.#resizing.observe(host);
  }

  get isLive(): boolean {
    return this.#camera !== undefined;
  }

  get canTrack(): boolean {
    return this.#view instanceof MirrorRenderer;
  }

  /** Where the glasses are now; null while no face is seen. */
  get seen(): Seen | null {
    if (!this.#face) return null;
    return { face: this.#face, fit: this.#fit, isLive: this.isLive, isMeasured: this.#isMeasured };
  }

  wear(model: EyewearModel | null, label: string): void {
    this.#model = model;
    this.canvas.setAttribute("aria-label", label);
    this.#dress();
    if (!this.isLive) this.#draw(performance.now());
  }

  /** Starts the live mirror. Raises NoCamera, or NoTracker. */
  async useCamera(): Promise<void> {
    this.#stop();
    const run = this.#run;
    const camera = await Camera.open(() => {
      this.#stop();
      this.#options.onProblem?.("camera_lost");
    });
    if (run !== this.#run) return camera.close();
    this.#camera = camera;
    this.#forgetFace();
    const tracker = await this.#trackerOn();
    tracker.reset();
    void this.#live(run, camera, tracker).catch((reason: unknown) => {
      console.error(reason);
      if (run === this.#run) {
        this.#tracker = undefined; // begun anew with the next try
        this.#stop();
        this.#options.onProblem?.("camera_lost");
      }
    });
  }

  /** Puts the glasses on a photo; false when no face was found in it. Raises UnusablePhoto. */
  async usePhoto(file: Blob): Promise<boolean> {
    this.#stop();
    const photo = await readPhoto(file);
    this.#forgetFace();
    this.#grab(photo, photo.width, photo.height);
    this.#draw(0);
    return this.canTrack && this.#findInPhoto();
  }

  /** Asks for both eyes of the photo shown, then puts the glasses on between them. */
  async markEyes(): Promise<void> {
    const marks = await markEyes(this.#host, this.#options.words, (text) => this.#tell(text));
    const camera = usualCamera(this.#grabbed.width, this.#grabbed.height);
    const crop = this.#framing.crop(camera, this.canvas.width / this.canvas.height, null, 0);
    const [right, left] = marks.map(([x, y]): [number, number] => [crop.left + x * crop.width, crop.top + y * crop.height]);
    this.#isMeasured = false;
    this.#tell("");
    this.#show(faceFromPupils(right, left, camera), 0);
  }

  /** A copy of what the mirror shows. */
  snapshot(): HTMLCanvasElement {
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [this.canvas.width, this.canvas.height];
    copy.getContext("2d")?.drawImage(this.canvas, 0, 0);
    return copy;
  }

  destroy(): void {
    this.#stop();
    this.#resizing.disconnect();
    void this.#tracker?.then((tracker) => tracker.close(), () => undefined);
    this.#view.destroy();
    this.#forgetFace();
    this.#grabbed.width = this.#grabbed.height = 0;
    this.canvas.remove();
  }

  #trackerOn(): Promise<Tracker> {
    this.#tracker ??= Tracker.start().catch((reason: unknown) => {
      this.#tracker = undefined;
      throw reason;
    });
    return this.#tracker;
  }

  #stop(): void {
    this.#run++;
    this.#camera?.close();
    this.#camera = undefined;
    this.#tell("");
  }

  #forgetFace(): void {
    this.#follower = new FaceFollower();
    this.#framing.restart();
    [this.#face, this.#fit, this.#opacity, this.#isMeasured] = [null, null, 0, true];
  }

  /** Picture after picture: the glasses are drawn on the very picture they were found in. */
  async #live(run: number, camera: Camera, tracker: Tracker): Promise<void> {
    while (run === this.#run) {
      const capturedMs = await camera.next();
      const { videoWidth, videoHeight } = camera.video;
      if (run !== this.#run) return;
      if (!videoWidth) continue;
      this.#grab(camera.video, videoWidth, videoHeight);
      const landmarks = await tracker.find(this.#grabbed);
      if (run !== this.#run) return;
      const face = this.#follower.follow(landmarks, usualCamera(videoWidth, videoHeight), capturedMs);
      this.#show(face, capturedMs);
    }
  }

  async #findInPhoto(): Promise<boolean> {
    const run = this.#run;
    const tracker = await this.#trackerOn();
    tracker.reset();
    let landmarks = await tracker.find(this.#grabbed);
    landmarks = (await tracker.find(this.#grabbed)) ?? landmarks;
    if (run !== this.#run || !landmarks) return run !== this.#run;
    const camera = usualCamera(this.#grabbed.width, this.#grabbed.height);
    let face: TrackedFace | null = null;
    for (let picture = 0; picture < SETTLING_PICTURES; picture++)
      face = this.#follower.follow(landmarks, camera, picture * PERIOD_MS);
    this.#show(face, performance.now());
    return true;
  }

  #grab(picture: CanvasImageSource, widthPx: number, heightPx: number): void {
    if (this.#grabbed.width !== widthPx || this.#grabbed.height !== heightPx) {
      [this.#grabbed.width, this.#grabbed.height] = [widthPx, heightPx];
      this.#fitToHost();
    }
    this.#grabbed.getContext("2d", { alpha: false })?.drawImage(picture, 0, 0);
  }

  #show(face: TrackedFace | null, atMs: number): void {
    const passedMs = Math.max(0, Math.min(250, atMs - this.#lastMs));
    this.#lastMs = atMs;
    const isShown = face !== null && Math.abs(yawDeg(face.pose)) < MOST_YAW_DEG && Math.abs(pitchDeg(face.pose)) < MOST_PITCH_DEG;
    this.#face = face ?? (this.#opacity > 0 ? this.#face : null);
    this.#opacity = this.isLive
      ? Math.max(0, Math.min(1, this.#opacity + (isShown ? passedMs / FADE_IN_MS : -passedMs / FADE_OUT_MS)))
      : Number(isShown);
    this.#hint(face, isShown, passedMs);
    this.#dress();
    this.#draw(atMs);
    if (face && this.seen) this.#options.onSeen?.(this.seen);
  }

  #hint(face: TrackedFace | null, isShown: boolean, passedMs: number): void {
    if (!this.isLive) return;
    this.#awayMs = isShown ? 0 : this.#awayMs + passedMs;
    const { words } = this.#options;
    const hint = face ? words.hint_turned_away : words.hint_no_face;
    this.#tell(this.#awayMs > HINT_AFTER_MS ? hint : "");
  }

  #tell(hint: string): void {
    if (hint !== this.#hinted) this.#options.onHint?.(hint);
    this.#hinted = hint;
  }

  #dress(): void {
    this.#fit = this.#face && this.#model ? fit(this.#model.wearing, this.#face.surface) : null;
  }

  #draw(atMs: number): void {
    const { width, height } = this.#grabbed;
    if (!width || !this.canvas.width) return;
    const camera = usualCamera(width, height);
    const framed = this.#isMeasured ? this.#face : null;
    this.#view.draw({
      picture: this.#grabbed, camera, face: this.#face, fit: this.#fit, model: this.#model, opacity: this.#opacity,
      crop: this.#framing.crop(camera, this.canvas.width / this.canvas.height, framed, atMs),
      isMirrored: this.isLive, atMs,
    });
  }

  #fitToHost(): void {
    const box = this.#host.getBoundingClientRect();
    if (!box.width || !box.height) return;
    const aspect = box.width / box.height;
    const widthPx = Math.min(this.#grabbed.width || 1280, (this.#grabbed.height || 720) * aspect);
    const width = Math.round(Math.min(box.width * Math.min(devicePixelRatio, 2), widthPx * MOST_SCALE));
    const height = Math.round(width / aspect);
    if (width === this.canvas.width && height === this.canvas.height) return;
    [this.canvas.width, this.canvas.height] = [width, height];
    if (!this.isLive) this.#draw(performance.now());
  }
}

function viewOn(canvas: HTMLCanvasElement): MirrorRenderer | FlatView {
  return canDrawLive() ? new MirrorRenderer(canvas) : new FlatView(canvas);
}

