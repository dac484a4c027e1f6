/** The camera of this device, and what to say when there is none to be had. */
import { within } from "./patience";

export type CameraProblem = "camera_denied" | "camera_missing" | "camera_busy" | "camera_lost";

export class NoCamera extends Error {
  constructor(readonly problem: CameraProblem) {
    super(problem);
  }
}

/** A camera in the dark may take a second for a picture. */
const SILENT_MS = 10_000;

const PROBLEMS: Record<string, CameraProblem> = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

export class Camera {
  readonly video: HTMLVideoElement;
  readonly #stream: MediaStream;
  #newestMs: number | undefined;
  #onPicture: ((capturedMs: number) => void) | undefined;

  private constructor(video: HTMLVideoElement, stream: MediaStream) {
    this.video = video;
    this.#stream = stream;
  }

  static async open(onLost: () => void): Promise<Camera> {
    if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("camera_missing");
    const wanted = { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }).catch((reason: unknown) => {
      throw new NoCamera(PROBLEMS[(reason as DOMException).name] ?? "camera_missing");
    });
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    const camera = new Camera(video, stream);
    stream.getVideoTracks().forEach((track) => track.addEventListener("ended", onLost));
    await video.play().catch(() => {
      camera.close();
      throw new NoCamera("camera_busy");
    });
    camera.#watch();
    return camera;
  }

  /** Resolves with the capture time of the newest picture that was not taken yet; at once where there is one.
   * Raises NoCamera when none comes any more. */
  next(): Promise<number> {
    const picture = new Promise<number>((resolve) => {
      this.#onPicture = resolve;
      this.#handOver();
    });
    return within(picture, SILENT_MS, () => new NoCamera("camera_lost"));
  }

  #handOver(): void {
    if (this.#newestMs === undefined || !this.#onPicture) return;
    const [resolve, capturedMs] = [this.#onPicture, this.#newestMs];
    [this.#onPicture, this.#newestMs] = [undefined, undefined];
    resolve(capturedMs);
  }

  #watch(): void {
    const seen = (capturedMs: number): void => {
      if (!this.video.srcObject) return;
      this.#newestMs = capturedMs;
      this.#handOver();
      this.#watch();
    };
    if ("requestVideoFrameCallback" in this.video)
      this.video.requestVideoFrameCallback((now, meta) => seen(meta.captureTime ?? now));
    else requestAnimationFrame(seen);
  }

  close(): void {
    this.#stream.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }
}
