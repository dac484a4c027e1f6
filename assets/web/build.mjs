// Bundles the try-on and brings MediaPipe's face mesh beside it. Run by packaging/web.sh.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withoutEval } from "./without-eval.mjs";

const out = "../../build/web";
const mesh = "node_modules/@mediapipe/face_mesh";
const unchanged = [
  "face_mesh.js",
  "face_mesh.binarypb",
  "face_mesh_solution_packed_assets.data",
  "face_mesh_solution_packed_assets_loader.js",
  "face_mesh_solution_simd_wasm_bin.wasm",
  "face_mesh_solution_wasm_bin.wasm",
];
const withEval = ["face_mesh_solution_simd_wasm_bin.js", "face_mesh_solution_wasm_bin.js"];

const shared = {
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  chunkNames: "parts/[name]-[hash]",
  loader: { ".glsl": "text", ".css": "text" },
  logLevel: "warning",
};
// Each entry for itself: what a product page loads before the press is one small file.
await build({ ...shared, entryPoints: ["src/try-on.ts"] });
await build({ ...shared, entryPoints: ["src/components.ts"] });
await build({ ...shared, entryPoints: ["src/embed.ts"], external: ["./try-on.js"] });
await build({ ...shared, entryPoints: ["src/mirror/tracking-worker.ts"], splitting: false, format: "iife" });

mkdirSync(join(out, "face_mesh"), { recursive: true });
for (const name of unchanged) copyFileSync(join(mesh, name), join(out, "face_mesh", name));
for (const name of withEval) {
  writeFileSync(join(out, "face_mesh", name), withoutEval(readFileSync(join(mesh, name), "utf8")));
}
writeFileSync(join(out, "face_mesh", "NOTICE.txt"), readFileSync("NOTICE.txt"));

// Types of everything components.js exports, beside it.
const types = "../../build/web-types/assets/web/src";
cpSync(types, join(out, "types"), { recursive: true });
writeFileSync(join(out, "components.d.ts"), 'export * from "./types/components";\n');
rmSync("../../build/web-types", { recursive: true });
