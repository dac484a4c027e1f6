/** The room that glasses reflect: the engine's small studio, drawn by formula (engine/render/studio.py). */
import type { Vec3 } from "../face/linear-algebra";

export const SIZE = 64;
export const LEVELS = 6;
const BRIGHTEST = 16;
const BLUR = [0.012, 0.05, 0.13, 0.26, 0.42, 0.62];

interface Panel { towards: Vec3; halfWidth: number; halfHeight: number; brightness: number }
const LEFT: Panel = { towards: [-1, 0.25, 0.45], halfWidth: 0.42, halfHeight: 0.75, brightness: 3.2 };
const RIGHT: Panel = { ...LEFT, towards: [1, 0.25, 0.45] };
const CEILING: Panel[] = [-0.42, 0.42].map((x) => ({ towards: [x, 1, 0.55], halfWidth: 0.1, halfHeight: 0.55, brightness: 7 }));
const SCREEN: Panel = { towards: [0, -0.12, 1], halfWidth: 0.28, halfHeight: 0.48, brightness: 0.9 };

/** What the picture says about the room; left and right add up to two. */
export interface RoomLight {
  readonly exposure: number;
  readonly colour: Vec3;
  readonly fromLeft: number;
  readonly fromAbove: number;
}
export const EVEN_LIGHT: RoomLight = { exposure: 0.8, colour: [1, 1, 1], fromLeft: 1, fromAbove: 1 };

const DIRECTIONS: Vec3[] = Array.from({ length: SIZE * SIZE }, (_, texel) => {
  const x = (((texel % SIZE) + 0.5) / SIZE) * 2 - 1;
  const y = ((Math.floor(texel / SIZE) + 0.5) / SIZE) * 2 - 1;
  const z = 1 - Math.abs(x) - Math.abs(y);
  const folded: Vec3 = z < 0 ? [(1 - Math.abs(y)) * (x < 0 ? -1 : 1), (1 - Math.abs(x)) * (y < 0 ? -1 : 1), z] : [x, y, z];
  const length = Math.hypot(...folded);
  return folded.map((part) => part / length) as Vec3;
});

function softStep(distance: number, blur: number): number {
  return 1 / (1 + Math.exp(-Math.max(-60, Math.min(60, (1.702 * distance) / blur))));
}

function glow(panel: Panel, direction: Vec3, blur: number): number {
  const [fx, fy, fz] = panel.towards.map((part) => part / Math.hypot(...panel.towards));
  const ahead = direction[0] * fx + direction[1] * fy + direction[2] * fz;
  if (ahead <= 0) return 0;
  const flat = Math.hypot(fz, fx);
  const [sx, sz] = [fz / flat, -fx / flat];
  const up = [fy * sz, fz * sx - fx * sz, -fy * sx];
  const safe = Math.max(ahead, 1e-3);
  const u = (direction[0] * sx + direction[2] * sz) / safe;
  const v = (direction[0] * up[0] + direction[1] * up[1] + direction[2] * up[2]) / safe;
  const across = softStep(u + panel.halfWidth, blur) - softStep(u - panel.halfWidth, blur);
  const along = softStep(v + panel.halfHeight, blur) - softStep(v - panel.halfHeight, blur);
  return across * along * Math.min(ahead * 4, 1) * panel.brightness;
}

/** Surroundings, left window, right window, ceiling, screen: for every level and texel. */
const LAYERS: Float32Array[] = [
  layer((direction, blur) => 0.32 + 0.5 * softStep(direction[1] - 0.15, 0.25 + blur)),
  ...[[LEFT], [RIGHT], CEILING, [SCREEN]].map((panels) =>
    layer((direction, blur) => panels.reduce((sum, panel) => sum + glow(panel, direction, blur), 0)),
  ),
];

function layer(light: (direction: Vec3, blur: number) => number): Float32Array {
  return Float32Array.from({ length: LEVELS * SIZE * SIZE }, (_, i) =>
    light(DIRECTIONS[i % (SIZE * SIZE)], BLUR[Math.floor(i / (SIZE * SIZE))]),
  );
}

const WHITE_SHEET = (() => {
  const start = (LEVELS - 1) * SIZE * SIZE;
  const centre = [31, 32].flatMap((y) => [31, 32].map((x) => start + y * SIZE + x));
  return centre.reduce((sum, i) => sum + LAYERS.reduce((all, one) => all + one[i], 0), 0) / 4;
})();

/** The studio under this light as the shaders read it: red green blue, square root scale, LEVELS maps. */
export function painted({ exposure, colour, fromLeft, fromAbove }: RoomLight): Uint8Array {
  const [around, left, right, ceiling, screen] = LAYERS;
  const bytes = new Uint8Array(LEVELS * SIZE * SIZE * 4);
  const [red, green, blue] = colour.map((part) => Math.sqrt((part * exposure) / WHITE_SHEET / BRIGHTEST));
  for (let i = 0, to = 0; i < around.length; i++, to += 4) {
    const light = around[i] + fromLeft * left[i] + (2 - fromLeft) * right[i] + fromAbove * ceiling[i] + screen[i];
    const root = Math.sqrt(light);
    bytes[to] = Math.min(1, root * red) * 255 + 0.5;
    bytes[to + 1] = Math.min(1, root * green) * 255 + 0.5;
    bytes[to + 2] = Math.min(1, root * blue) * 255 + 0.5;
    bytes[to + 3] = 255;
  }
  return bytes;
}
