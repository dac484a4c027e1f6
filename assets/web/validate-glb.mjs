// Khronos' glTF validator over files: prints one JSON line each with its errors and warnings.
import { readFileSync } from "node:fs";
import validator from "gltf-validator";

for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(file)), { maxIssues: 20 });
  const messages = report.issues.messages.map((issue) => `${issue.code} ${issue.pointer ?? ""}: ${issue.message}`);
  console.log(JSON.stringify({ file, messages, triangles: report.info.totalTriangleCount }));
}
