/** The mirror itself: a picture (live or a photo) and the glasses on it. Keeps nothing once destroyed. */
import type { EyewearModel } from "../eyewear/glb";
import { fit, type Fit } from "../eyewear/fit";
import { complexion, type Complexion } from "../face/complexion";
import { FaceFollower, faceFromPupils } from "../face/follow";
import { pitchDeg, usualCamera, yawDeg, type Landmarks, type TrackedFace } from "../face/types";
import { make } from "../page/dom";
import { FlatView } from "../render/flat-view";
import { MirrorRenderer } from "../render/mirror-renderer";
import { Camera, NoCamera, type CameraProblem } from "./camera";
import { markEyes } from "./eye-marks";
import { NoTracker, SilentTracker } from "./face-mesh";
import { Framing } from "./framing";
import { Pace } from "./pace";
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
/** Narrower than this nothing is made for speed: it would look like a mosaic. */
const LEAST_PX = 400;
const HINT_AFTER_MS = 700;

type Picture = ImageBitmap | HTMLCanvasElement;

interface Looked {
  readonly picture: ImageBitmap;
  readonly landmarks: Landmarks | null;
  readonly capturedMs: number;
}

export interface Seen {
  readonly face: TrackedFace;
  readonly fit: Fit | null;
  readonly isLive: boolean;
  /** False where the face is only taken for an average one between two marks. */
  readonly isMeasured: boolean;
}

export type MirrorProblem = CameraProblem | TrackerProblem;
export type TrackerProblem = "load_failed" | "looking_failed";

/** Why faces cannot be found: the finder did not come, or says nothing. */
export function trackerProblem(reason: unknown): TrackerProblem {
  return reason instanceof SilentTracker ? "looking_failed" : "load_failed";
}

export interface VirtualMirrorOptions {
  readonly words: Words;
  readonly onSeen?: (seen: Seen) => void;
  /** A sentence for the person before the mirror; empty takes it back. */
  readonly onHint?: (text: string) => void;
  readonly onProblem?: (problem: MirrorProblem) => void;
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
  readonly #pace = new Pace();
  readonly #resizing: ResizeObserver;
  readonly #onVisibility = (): void => this.#watchVisibility();
  #picture: Picture | null = null;
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
  #isAway = false;

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
      this.#draw(this.#lastMs);
    });
    this.#resizing = new ResizeObserver(() => this.#fitToHost());
    this.#resizing.observe(host);
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  get isLive(): boolean {
    return this.#camera !== undefined;
  }

  /** Whether a photo is shown, with a face found in it or not. */
  get hasPhoto(): boolean {
    return this.#picture instanceof HTMLCanvasElement;
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
    if (model && !this.#picture && this.#view instanceof MirrorRenderer) this.#view.warmUp(model);
    if (!this.isLive) this.#draw(this.#lastMs);
  }

  /** Starts the live mirror: the picture at once, the glasses as soon as faces can be found. Raises NoCamera. */
  async useCamera(): Promise<void> {
    this.#stop();
    const run = this.#run;
    const tracker = this.#trackerOn();
    tracker.catch(() => undefined); // said by the first picture that wants it
    const camera = await Camera.open(() => this.#fail(run, "camera_lost"));
    if (run !== this.#run) return camera.close();
    this.#camera = camera;
    this.#forgetFace();
    void this.#live(run, camera, tracker).catch((reason: unknown) => {
      if (run !== this.#run) return;
      console.error(reason);
      this.#fail(run, reason instanceof NoTracker ? trackerProblem(reason) : "camera_lost");
    });
  }

  /** Puts the glasses on a photo; false when no face was found in it. Raises UnusablePhoto and NoTracker. */
  async usePhoto(file: Blob): Promise<boolean> {
    this.#stop();
    const photo = await readPhoto(file);
    this.#forgetFace();
    this.#hold(photo);
    this.#draw(0);
    return this.canTrack && this.#findInPhoto(photo);
  }

  /** Asks for both eyes of the photo shown, then puts the glasses on between them. */
  async markEyes(): Promise<void> {
    const marks = await markEyes(this.#host, this.#options.words, (text) => this.#tell(text));
    if (!this.#picture) return;
    const camera = usualCamera(this.#picture.width, this.#picture.height);
    const crop = this.#framing.crop(camera, this.canvas.width / this.canvas.height, null, 0);
    const [right, left] = marks.map(([x, y]): [number, number] => [crop.left + x * crop.width, crop.top + y * crop.height]);
    this.#isMeasured = false;
    this.#tell("");
    this.#show(faceFromPupils(right, left, camera), 0);
  }

  /** Tones of the skin and hair before the mirror now; null while they cannot be told. */
  tones(): Complexion | null {
    if (!this.#picture || !this.#face || !this.#isMeasured) return null;
    const { width, height } = this.#picture;
    const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
    context?.drawImage(this.#picture, 0, 0);
    return context && complexion(context.getImageData(0, 0, width, height), this.#face.landmarks);
  }

  /** A copy of what the mirror shows, as sharp as there is room for. */
  snapshot(): HTMLCanvasElement {
    this.#fitToHost(1);
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [this.canvas.width, this.canvas.height];
    copy.getContext("2d")?.drawImage(this.canvas, 0, 0);
    this.#fitToHost();
    return copy;
  }

  destroy(): void {
    this.#stop();
    this.#resizing.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    void this.#tracker?.then((tracker) => tracker.close(), () => undefined);
    this.#view.destroy();
    this.#forgetFace();
    this.#hold(null);
    this.canvas.remove();
  }

  #trackerOn(): Promise<Tracker> {
    this.#tracker ??= Tracker.start().catch((reason: unknown) => {
      this.#tracker = undefined;
      throw reason;
    });
    return this.#tracker;
  }

  /** Begun anew with the next try. */
  #dropTracker(): void {
    void this.#tracker?.then((tracker) => tracker.close(), () => undefined);
    this.#tracker = undefined;
  }

  /** A camera is not left on behind the customer's back; it comes back with them. */
  #watchVisibility(): void {
    if (document.hidden && this.isLive) {
      this.#stop();
      this.#isAway = true;
    } else if (!document.hidden && this.#isAway) {
      this.useCamera().catch((reason: unknown) => {
        this.#options.onProblem?.(reason instanceof NoCamera ? reason.problem : "camera_lost");
      });
    }
  }

  #fail(run: number, problem: MirrorProblem): void {
    if (run !== this.#run) return;
    this.#dropTracker();
    this.#stop();
    this.#options.onProblem?.(problem);
  }

  #stop(): void {
    this.#run++;
    this.#isAway = false;
    this.#camera?.close();
    this.#camera = undefined;
    this.#tell("");
  }

  #forgetFace(): void {
    this.#follower = new FaceFollower();
    this.#framing.restart();
    if (this.#view instanceof MirrorRenderer) this.#view.forget();
    [this.#face, this.#fit, this.#opacity, this.#isMeasured] = [null, null, 0, true];
  }

  /** Picture after picture: the glasses are drawn on the very picture they were found in, while the next is looked at. */
  async #live(run: number, camera: Camera, starting: Promise<Tracker>): Promise<void> {
    const tracker = await this.#plainUntilReady(run, camera, starting);
    tracker.reset();
    let next = this.#look(camera, tracker);
    while (run === this.#run) {
      const { picture, landmarks, capturedMs } = await next;
      if (run !== this.#run) return picture.close();
      next = this.#look(camera, tracker);
      next.catch(() => undefined); // awaited above, unless the mirror stops first
      this.#hold(picture);
      this.#show(this.#follower.follow(landmarks, usualCamera(picture.width, picture.height), capturedMs), capturedMs);
      if (this.#pace.shown(performance.now())) this.#fitToHost();
    }
  }

  async #plainUntilReady(run: number, camera: Camera, starting: Promise<Tracker>): Promise<Tracker> {
    let isReady = false;
    const ready = starting.finally(() => (isReady = true));
    ready.catch(() => undefined); // awaited below
    this.#tell(this.#options.words.photo_working);
    while (!isReady && run === this.#run) {
      const capturedMs = await camera.next();
      if (run !== this.#run) break;
      this.#hold(await createImageBitmap(camera.video));
      this.#draw(capturedMs);
    }
    return ready;
  }

  async #look(camera: Camera, tracker: Tracker): Promise<Looked> {
    const capturedMs = await camera.next();
    const picture = await createImageBitmap(camera.video);
    return { picture, landmarks: await tracker.find(picture), capturedMs };
  }

  async #findInPhoto(photo: HTMLCanvasElement): Promise<boolean> {
    const run = this.#run;
    const landmarks = await this.#landmarksOf(photo).catch((reason: unknown) => {
      this.#dropTracker();
      throw reason;
    });
    if (run !== this.#run || !landmarks) return run !== this.#run;
    const camera = usualCamera(photo.width, photo.height);
    let face: TrackedFace | null = null;
    for (let picture = 0; picture < SETTLING_PICTURES; picture++)
      face = this.#follower.follow(landmarks, camera, picture * PERIOD_MS);
    this.#framing.restart(); // taken at once: nothing moves in a photo
    this.#show(face, performance.now());
    return true;
  }

  async #landmarksOf(photo: HTMLCanvasElement): Promise<Landmarks | null> {
    const tracker = await this.#trackerOn();
    tracker.reset();
    const first = await tracker.find(photo);
    return (await tracker.find(photo)) ?? first;
  }

  #hold(picture: Picture | null): void {
    const before = this.#picture;
    this.#picture = picture;
    if (before instanceof ImageBitmap) before.close();
    else if (before) before.width = before.height = 0;
    if (picture && (picture.width !== before?.width || picture.height !== before?.height)) this.#fitToHost();
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
    const picture = this.#picture;
    if (!picture || !this.canvas.width) return;
    const camera = usualCamera(picture.width, picture.height);
    const framed = this.#isMeasured ? this.#face : null;
    this.#view.draw({
      picture, camera, face: this.#face, fit: this.#fit, model: this.#model, opacity: this.#opacity,
      crop: this.#framing.crop(camera, this.canvas.width / this.canvas.height, framed, atMs),
      isMirrored: this.isLive, atMs,
    });
  }

  #fitToHost(scale = this.isLive ? this.#pace.scale : 1): void {
    const box = this.#host.getBoundingClientRect();
    if (!box.width || !box.height) return;
    const aspect = box.width / box.height;
    const widthPx = Math.min(this.#picture?.width ?? 1280, (this.#picture?.height ?? 720) * aspect);
    const most = Math.min(box.width * Math.min(devicePixelRatio, 2), widthPx * MOST_SCALE);
    const width = Math.round(Math.max(scale * most, Math.min(most, LEAST_PX)));
    const height = Math.round(width / aspect);
    if (width === this.canvas.width && height === this.canvas.height) return;
    [this.canvas.width, this.canvas.height] = [width, height];
    this.#draw(this.#lastMs);
  }
}

function viewOn(canvas: HTMLCanvasElement): MirrorRenderer | FlatView {
  return canDrawLive() ? new MirrorRenderer(canvas) : new FlatView(canvas);
}

