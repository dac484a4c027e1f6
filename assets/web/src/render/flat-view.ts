/** Glasses on a still picture without WebGL: triangles, farthest first, on a plain canvas. For photos only. */
import type { EyewearModel, GlbSurface, PartName } from "../eyewear/glb";
import { partPlaces, type Look } from "./mirror-renderer";
import { moved, type Rigid } from "./matrices";

const SHOWN_OF_TEMPLE_MM = 26;
const LIGHT = [0.25, -0.55, -0.8] as const;
const ORDER: readonly PartName[] = ["TempleL", "TempleR", "LensL", "LensR", "Frame"];

interface Triangle { depth: number; corners: number[]; style: string }

export class FlatView {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #means = new Map<ImageBitmap, number[]>();

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  draw(look: Look): void {
    const { crop, picture, isMirrored } = look;
    const context = this.#context;
    const scale = this.canvas.width / crop.width;
    context.setTransform(isMirrored ? -1 : 1, 0, 0, 1, isMirrored ? this.canvas.width : 0, 0);
    context.drawImage(picture, crop.left, crop.top, crop.width, crop.height, 0, 0, this.canvas.width, this.canvas.height);
    if (!look.face || !look.fit || !look.model || look.opacity <= 0) return;
    const places = partPlaces(look.face, look.fit, look.model);
    for (const name of ORDER) {
      const triangles = this.#triangles(look, look.model, name, places[name], scale);
      for (const { corners, style } of triangles.sort((a, b) => b.depth - a.depth)) {
        context.fillStyle = context.strokeStyle = style;
        context.beginPath();
        context.moveTo(corners[0], corners[1]);
        context.lineTo(corners[2], corners[3]);
        context.lineTo(corners[4], corners[5]);
        context.closePath();
        context.fill();
        if (!name.startsWith("Lens")) context.stroke();
      }
    }
  }

  destroy(): void {
    this.#context.reset?.();
  }

  #triangles(look: Look, model: EyewearModel, name: PartName, place: Rigid, scale: number): Triangle[] {
    const isLens = name.startsWith("Lens");
    const hinge = model.wearing.hinge_mm[2];
    return (model.parts.get(name) ?? []).flatMap((surface) => {
      const points = this.#projected(look, surface, place, scale);
      const colour = this.#colour(surface);
      const found: Triangle[] = [];
      for (let i = 0; i < surface.indices.length; i += 3) {
        const [a, b, c] = [surface.indices[i], surface.indices[i + 1], surface.indices[i + 2]];
        if (name.startsWith("Temple") && surface.positions[3 * a + 2] < hinge - SHOWN_OF_TEMPLE_MM) continue;
        const corners = [a, b, c].flatMap((p) => [points[3 * p], points[3 * p + 1]]);
        const area = (corners[2] - corners[0]) * (corners[5] - corners[1]) - (corners[4] - corners[0]) * (corners[3] - corners[1]);
        if (area >= 0) continue;
        const alpha = isLens ? 0.9 * (1 - Math.max(...surface.material.colour)) + 0.04 : 1 - 0.75 * surface.material.transmission;
        found.push({ depth: points[3 * a + 2], corners, style: shaded(colour, surface, a, place, alpha) });
      }
      return found;
    });
  }

  #projected({ camera, crop }: Look, { positions }: GlbSurface, place: Rigid, scale: number): Float32Array {
    const points = new Float32Array(positions.length);
    for (let i = 0; i < positions.length; i += 3) {
      const [x, y, z] = moved(place, [positions[i], positions[i + 1], positions[i + 2]]);
      points[i] = ((x / z) * camera.focalPx + camera.widthPx / 2 - crop.left) * scale;
      points[i + 1] = ((y / z) * camera.focalPx + camera.heightPx / 2 - crop.top) * scale;
      points[i + 2] = z;
    }
    return points;
  }

  /** Of the whole surface, sRGB 0 to 255. */
  #colour({ material }: GlbSurface): number[] {
    const encoded = material.colour.map((part) => 255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055));
    if (!material.texture) return encoded;
    if (!this.#means.has(material.texture)) {
      const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d")!;
      context.imageSmoothingQuality = "high";
      context.drawImage(material.texture, 0, 0, 1, 1);
      this.#means.set(material.texture, [...context.getImageData(0, 0, 1, 1).data].slice(0, 3));
    }
    return this.#means.get(material.texture)!.map((part, i) => (part * encoded[i]) / 255);
  }
}

function shaded(colour: number[], surface: GlbSurface, point: number, place: Rigid, alpha: number): string {
  const at = 3 * point;
  const normal = moved({ ...place, translation: [0, 0, 0] }, [
    surface.normals[at], surface.normals[at + 1], surface.normals[at + 2],
  ]);
  const facing = Math.max(0, normal[0] * LIGHT[0] + normal[1] * LIGHT[1] + normal[2] * LIGHT[2]);
  const light = 0.55 + 0.45 * facing;
  const gloss = 70 * facing ** 12;
  const [r, g, b] = colour.map((part) => Math.min(255, Math.round(part * light + gloss)));
  return `rgb(${r} ${g} ${b} / ${alpha.toFixed(3)})`;
}
