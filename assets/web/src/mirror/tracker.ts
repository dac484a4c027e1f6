/** Finds the face in pictures: in a worker, so that the page never waits for it; in the page where a browser cannot do that. */
import type { Landmarks } from "../face/types";
import { HOME } from "../page/home";
import { allowScriptsFrom } from "../page/trusted-types";
import { FaceMesh, NoTracker, SilentTracker } from "./face-mesh";
import { meshFile } from "./loading";
import { within } from "./patience";
import type { Answer, Question } from "./tracking-worker";

/** The face mesh looks at 192 pixels of a face; a larger picture only takes longer. */
const MOST_PX = 640;
/** A slow phone needs eight seconds to begin, and half a second for a picture. */
const START_MS = 25_000;
const PICTURE_MS = 12_000;

export interface Finder {
  /** Landmarks as parts of the picture; null when there is no face. Closes the picture. */
  find(picture: ImageBitmap): Promise<Landmarks | null>;
  reset(): void;
  close(): void;
}

export class Tracker {
  readonly #finder: Finder;

  private constructor(finder: Finder) {
    this.#finder = finder;
  }

  /** Raises NoTracker. */
  static async start(): Promise<Tracker> {
    allowScriptsFrom(HOME);
    const inWorker = await WorkerFinder.start().catch((reason: unknown) => {
      console.info("varai-try-on: faces are found in the page itself:", reason);
      return undefined;
    });
    return new Tracker(inWorker ?? (await within(startInPage(), START_MS, silent)));
  }

  /** The landmarks in a picture, in its pixels; null when there is no face. */
  async find(picture: ImageBitmap | HTMLCanvasElement): Promise<Landmarks | null> {
    const { width, height } = picture;
    const scale = Math.min(1, MOST_PX / Math.max(width, height));
    const size = { resizeWidth: Math.round(width * scale), resizeHeight: Math.round(height * scale) };
    const found = await within(this.#finder.find(await createImageBitmap(picture, size)), PICTURE_MS, silent);
    return found && found.map((part, i) => part * (i % 3 === 1 ? height : width));
  }

  /** The next picture has nothing to do with the last. */
  reset(): void {
    this.#finder.reset();
  }

  close(): void {
    this.#finder.close();
  }
}

class WorkerFinder implements Finder {
  readonly #worker: Worker;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#waiting.shift()?.(data));
    worker.addEventListener("error", ({ message }) => this.#fail(message || "the worker could not be loaded"));
  }

  static async start(): Promise<WorkerFinder> {
    const finder = new WorkerFinder(new Worker(scriptOfWorker(), { name: HOME }));
    try {
      await within(finder.#ask({ is: "start" }), START_MS, silent);
      return finder;
    } catch (reason) {
      finder.close();
      throw reason;
    }
  }

  async find(picture: ImageBitmap): Promise<Landmarks | null> {
    return (await this.#ask({ is: "picture", picture }, [picture])).landmarks ?? null;
  }

  reset(): void {
    this.#worker.postMessage({ is: "reset" } satisfies Question);
  }

  close(): void {
    this.#worker.terminate();
    this.#fail("the worker was closed");
  }

  /** The worker answers in the order it was asked. */
  async #ask(question: Question, handedOver: Transferable[] = []): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(question, handedOver);
    });
    if (answer.problem) throw new NoTracker(answer.problem);
    return answer;
  }

  #fail(problem: string): void {
    for (const answer of this.#waiting.splice(0)) answer({ problem });
  }
}

function silent(): SilentTracker {
  return new SilentTracker("the face mesh does not answer");
}

/** Browsers start workers from the page's own origin only; one that fetches the script is of that origin. */
function scriptOfWorker(): string {
  const script = `${HOME}tracking-worker.js`;
  if (HOME.startsWith(`${location.origin}/`)) return script;
  return URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(script)})`], { type: "text/javascript" }));
}

async function startInPage(): Promise<Finder> {
  await loadScript(meshFile("face_mesh.js"));
  return FaceMesh.start(meshFile);
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
