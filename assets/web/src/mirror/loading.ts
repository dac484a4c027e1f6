/** Files from the bundle's own folder, fetched with progress so that people see that something happens. */
import { HOME } from "../page/home";

const MESH_FILES = [
  "face_mesh.js", "face_mesh.binarypb", "face_mesh_solution_packed_assets_loader.js",
  "face_mesh_solution_packed_assets.data", "face_mesh_solution_simd_wasm_bin.js", "face_mesh_solution_simd_wasm_bin.wasm",
];
/** Bytes as they are on disk; compressed answers count by what arrives unpacked. */
const MESH_BYTES = 10_560_000;
const MODEL_BYTES = 300_000;

export class NotLoaded extends Error {}

export function meshFile(name: string): string {
  return new URL(`face_mesh/${name}`, HOME).href;
}

/** Brings the face mesh into the browser's cache; `onProgress` from 0 to 1. */
async function fetchFaceMesh(onProgress: (part: number) => void): Promise<void> {
  let loaded = 0;
  await Promise.all(MESH_FILES.map((name) => fetched(meshFile(name), (bytes) => {
    loaded += bytes;
    onProgress(Math.min(0.99, loaded / MESH_BYTES));
  })));
  onProgress(1);
}

/** The face mesh on its way, begun while the consent is read. */
export class MeshDownload {
  #part = 0;
  #onProgress: (part: number) => void = () => undefined;
  #done: Promise<void> | undefined;

  /** A failure is raised by whoever waits, and the next to wait tries again. */
  begin(): void {
    this.#done ??= fetchFaceMesh((part) => {
      this.#part = part;
      this.#onProgress(part);
    });
    this.#done.catch(() => (this.#done = undefined));
  }

  /** Raises NotLoaded. `onProgress` from 0 to 1, not called when all is there. */
  async ready(onProgress: (part: number) => void): Promise<void> {
    this.#onProgress = onProgress;
    if (this.#part < 1) onProgress(this.#part);
    this.begin();
    try {
      await this.#done;
    } finally {
      this.#onProgress = () => undefined; // what a failed file leaves running says nothing more
    }
  }
}

/** Raises NotLoaded. */
export async function fetchGlb(address: string, onProgress: (part: number) => void = () => undefined): Promise<ArrayBuffer> {
  const response = await answer(address);
  const wholeBytes = Number(response.headers.get("Content-Length")) || MODEL_BYTES;
  let loaded = 0;
  const parts = await read(response, (bytes) => onProgress(Math.min(1, (loaded += bytes) / wholeBytes)));
  return new Blob(parts).arrayBuffer();
}

async function fetched(address: string, onBytes: (count: number) => void): Promise<void> {
  await read(await answer(address), onBytes);
}

async function read(response: Response, onBytes: (count: number) => void): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  try {
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      parts.push(step.value);
      onBytes(step.value.length);
    }
  } catch (reason) {
    throw new NotLoaded(`${response.url}: ${String(reason)}`);
  }
  return parts;
}

async function answer(address: string): Promise<Response> {
  const response = await fetch(address, { credentials: "same-origin" }).catch((reason: unknown) => {
    throw new NotLoaded(`${address}: ${String(reason)}`);
  });
  if (!response.ok) throw new NotLoaded(`${address}: ${response.status}`);
  return response;
}
