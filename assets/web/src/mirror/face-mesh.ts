/** MediaPipe's face mesh, in a page or in a worker: landmarks of the nearest face, found here and nowhere else. */
import { LANDMARKS, type Landmarks } from "../face/types";

interface Results { multiFaceLandmarks?: { x: number; y: number; z: number }[][] }
interface Solution {
  setOptions(options: Record<string, unknown>): void;
  onResults(listener: (results: Results) => void): void;
  initialize(): Promise<void>;
  send(input: { image: ImageBitmap }): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}
declare global {
  interface Window {
    FaceMesh?: new (config: { locateFile(name: string): string }) => Solution;
  }
}

/** The face mesh could not be started in this browser. */
export class NoTracker extends Error {}

/** It was started and says nothing. */
export class SilentTracker extends NoTracker {}

/** The network runs on the processor: on a graphics card it waits for one that also draws, in software it is seven times slower. */
const OPTIONS = {
  maxNumFaces: 1, refineLandmarks: true, useCpuInference: true, minDetectionConfidence: 0.5, minTrackingConfidence: 0.5,
};

export class FaceMesh {
  readonly #solution: Solution;
  #results: Results = {};
  #isFresh = true;

  private constructor(solution: Solution) {
    this.#solution = solution;
    solution.onResults((results) => (this.#results = results));
  }

  /** After `face_mesh.js` has run. Raises NoTracker. */
  static async start(locateFile: (name: string) => string): Promise<FaceMesh> {
    if (!self.FaceMesh) throw new NoTracker("the face mesh did not define itself");
    const solution = new self.FaceMesh({ locateFile });
    solution.setOptions(OPTIONS);
    const mesh = new FaceMesh(solution);
    await solution.initialize();
    return mesh;
  }

  /** Landmarks as parts of the picture's width and height, z of its width; null when there is no face. Closes the picture. */
  async find(picture: ImageBitmap): Promise<Landmarks | null> {
    this.#results = {};
    this.#isFresh = false;
    await this.#solution.send({ image: picture });
    picture.close();
    const found = this.#results.multiFaceLandmarks?.[0];
    if (found?.length !== LANDMARKS) return null;
    return Float64Array.from(found.flatMap(({ x, y, z }) => [x, y, z]));
  }

  /** The next picture has nothing to do with the last. */
  reset(): void {
    if (!this.#isFresh) this.#solution.reset();
    this.#isFresh = true;
  }

  close(): void {
    void this.#solution.close();
  }
}
