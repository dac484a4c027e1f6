/** Files from the bundle's own folder, fetched with progress so that people see that something happens. */
import { HOME } from "../page/home";

const MESH_FILES = [
  "face_mesh.js", "face_mesh.binarypb", "face_mesh_solution_packed_assets_loader.js",
  "face_mesh_solution_packed_assets.data", "face_mesh_solution_simd_wasm_bin.js", "face_mesh_solution_simd_wasm_bin.wasm",
];
/** Bytes as they are on disk; compressed answers count by what arrives unpacked. */
const MESH_BYTES = 10_560_000;

export class NotLoaded extends Error {}

export function meshFile(name: string): string {
  return new URL(`face_mesh/${name}`, HOME).href;
}

/** Brings the face mesh into the browser's cache; `onProgress` from 0 to 1. */
export async function fetchFaceMesh(onProgress: (part: number) => void): Promise<void> {
  let loaded = 0;
  await Promise.all(MESH_FILES.map((name) => fetched(meshFile(name), (bytes) => {
    loaded += bytes;
    onProgress(Math.min(0.99, loaded / MESH_BYTES));
  })));
  onProgress(1);
}

export async function fetchGlb(address: string): Promise<ArrayBuffer> {
  const response = await answer(address);
  return response.arrayBuffer();
}

async function fetched(address: string, onBytes: (count: number) => void): Promise<void> {
  const reader = (await answer(address)).body?.getReader();
  for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) onBytes(step.value.length);
}

async function answer(address: string): Promise<Response> {
  const response = await fetch(address, { credentials: "same-origin" }).catch((reason: unknown) => {
    throw new NotLoaded(`${address}: ${String(reason)}`);
  });
  if (!response.ok) throw new NotLoaded(`${address}: ${response.status}`);
  return response;
}
