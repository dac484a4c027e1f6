/** MediaPipe's face mesh in the page: landmarks of the nearest face, found here and nowhere else. */
import { LANDMARKS } from "../face/mean-face";
import type { Landmarks } from "../face/types";
import { allowOwnScripts } from "../page/trusted-types";
import { meshFile } from "./loading";

interface Results { multiFaceLandmarks?: { x: number; y: number; z: number }[][] }
interface FaceMesh {
  setOptions(options: Record<string, unknown>): void;
  onResults(listener: (results: Results) => void): void;
  initialize(): Promise<void>;
  send(input: { image: HTMLCanvasElement }): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}
declare global {
  interface Window {
    FaceMesh?: new (config: { locateFile(name: string): string }) => FaceMesh;
  }
}

/** The face mesh could not be started in this browser. */
export class NoTracker extends Error {}

export class Tracker {
  readonly #mesh: FaceMesh;
  #results: Results = {};

  private constructor(mesh: FaceMesh) {
    this.#mesh = mesh;
    mesh.onResults((results) => (this.#results = results));
  }

  static async start(): Promise<Tracker> {
    allowOwnScripts();
    await loadScript(meshFile("face_mesh.js"));
    if (!window.FaceMesh) throw new NoTracker("the face mesh did not define itself");
    const mesh = new window.FaceMesh({ locateFile: meshFile });
    mesh.setOptions({ maxNumFaces: 1, refineLandmarks: true, minDetectionConfidence: 0.5, minTrackingConfidence: 0.5 });
    const tracker = new Tracker(mesh);
    await mesh.initialize();
    return tracker;
  }

  /** The landmarks in a picture, in its pixels; null when there is no face. */
  async find(picture: HTMLCanvasElement): Promise<Landmarks | null> {
    this.#results = {};
    await this.#mesh.send({ image: picture });
    const found = this.#results.multiFaceLandmarks?.[0];
    if (found?.length !== LANDMARKS) return null;
    const { width, height } = picture;
    return Float64Array.from(found.flatMap(({ x, y, z }) => [x * width, y * height, z * width]));
  }

  /** The next picture has nothing to do with the last. */
  reset(): void {
    this.#mesh.reset();
  }

  close(): void {
    void this.#mesh.close();
  }
}

let loading: Promise<void> | undefined;

function loadScript(address: string): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.crossOrigin = "anonymous";
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = undefined;
      reject(new NoTracker(`${address} could not be loaded`));
    });
    document.head.append(script);
  });
  return loading;
}
