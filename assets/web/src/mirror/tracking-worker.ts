/** The face mesh in a worker of its own. MediaPipe's code wants a page around it: this gives it the little it uses of one. */
import type { Landmarks } from "../face/types";
import { allowScriptsFrom } from "../page/trusted-types";
import { FaceMesh } from "./face-mesh";

export type Question =
  | { readonly is: "start" }
  | { readonly is: "picture"; readonly picture: ImageBitmap }
  | { readonly is: "reset" };

/** To `start` and every `picture`, in order. */
export interface Answer {
  readonly landmarks?: Landmarks | null;
  readonly problem?: string;
}

declare function importScripts(...addresses: string[]): void;

class ScriptElement {
  #address = "";
  #onLoad = (): void => undefined;

  setAttribute(name: string, value: string): void {
    if (name === "src") this.#address = value;
  }

  addEventListener(kind: string, listener: () => void): void {
    if (kind === "load") this.#onLoad = listener;
  }

  run(): void {
    importScripts(this.#address);
    queueMicrotask(this.#onLoad);
  }
}

const PAGE = {
  createElement: (tag: string) => (tag === "canvas" ? new OffscreenCanvas(1, 1) : new ScriptElement()),
  body: { appendChild: (script: ScriptElement) => script.run() },
  addEventListener: () => undefined,
};

const home = self.name; // given by whoever starts this
const meshFile = (name: string): string => new URL(`face_mesh/${name}`, home).href;
let mesh: FaceMesh | undefined;
let before = Promise.resolve();

async function start(): Promise<FaceMesh> {
  Object.assign(self, { window: self, document: PAGE });
  allowScriptsFrom(home);
  importScripts(meshFile("face_mesh.js"));
  return FaceMesh.start(meshFile);
}

async function answer(question: Question): Promise<Answer | undefined> {
  if (question.is === "reset") return void mesh?.reset();
  if (question.is === "start") mesh = await start();
  return { landmarks: question.is === "picture" ? await mesh?.find(question.picture) : null };
}

self.addEventListener("message", ({ data }: MessageEvent<Question>) => {
  before = before.then(async () => {
    const said = await answer(data).catch((reason: unknown): Answer => ({ problem: String(reason) }));
    if (said) self.postMessage(said);
  });
});
