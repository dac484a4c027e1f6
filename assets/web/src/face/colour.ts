/** Colours as people see them: warm or cool, light or dark (app/services/recommend_colour.py). CIELAB under D65. */
import type { Vec3 } from "./linear-algebra";

const WHITE = [0.95047, 1, 1.08883];
const WARM_HUE_DEG = 60;
const FULL_CHROMA = 40;
const [MEAN_SKIN_HUE_DEG, SKIN_HUE_RANGE_DEG] = [58, 10];
const RADIANS = Math.PI / 180;

/** One sRGB part, 0 to 1, as linear light (IEC 61966-2-1). */
export function linearOf(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

export function labOfLinear([r, g, b]: Vec3): Vec3 {
  const xyz = [
    0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
    0.2126729 * r + 0.7151522 * g + 0.072175 * b,
    0.0193339 * r + 0.119192 * g + 0.9503041 * b,
  ];
  const [x, y, z] = xyz.map((value, i) => {
    const ratio = value / WHITE[i];
    return ratio > (6 / 29) ** 3 ? Math.cbrt(ratio) : ratio / (3 * (6 / 29) ** 2) + 4 / 29;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Of `#rrggbb`; null for anything else. */
export function labOfSwatch(swatch: string | undefined): Vec3 | null {
  if (!/^#[0-9a-f]{6}$/i.test(swatch ?? "")) return null;
  const part = (at: number): number => linearOf(parseInt(swatch!.slice(at, at + 2), 16) / 255);
  return labOfLinear([part(1), part(3), part(5)]);
}

/** -1 cool to 1 warm; neutral greys are 0. */
export function warmth([, a, b]: Vec3): number {
  return Math.min(Math.hypot(a, b) / FULL_CHROMA, 1) * Math.cos(Math.atan2(b, a) - WARM_HUE_DEG * RADIANS);
}

/** -1 cool (rosy) to 1 warm (golden). */
export function skinWarmth([, a, b]: Vec3): number {
  return Math.max(-1, Math.min(1, (Math.atan2(b, a) / RADIANS - MEAN_SKIN_HUE_DEG) / SKIN_HUE_RANGE_DEG));
}

export function apart(one: Vec3, other: Vec3): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
