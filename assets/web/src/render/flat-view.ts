/** Glasses on a still picture without WebGL: triangles, farthest first, on a plain canvas. For photos only. */
import type { EyewearModel, GlbSurface, PartName } from "../eyewear/glb";
import { partPlaces, type Look } from "./mirror-renderer";
import { moved, type Rigid } from "./matrices";

const SHOWN_OF_TEMPLE_MM = 26;
const CLAMP = 33071;
const LIGHT = [0.25, -0.55, -0.8] as const;
const ORDER: readonly PartName[] = ["TempleL", "TempleR", "LensL", "LensR", "Frame"];

interface Triangle { depth: number; corners: number[]; style: string }

export class FlatView {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #pixels = new Map<ImageBitmap, ImageData>();

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
      const found: Triangle[] = [];
      for (let i = 0; i < surface.indices.length; i += 3) {
        const [a, b, c] = [surface.indices[i], surface.indices[i + 1], surface.indices[i + 2]];
        if (name.startsWith("Temple") && surface.positions[3 * a + 2] < hinge - SHOWN_OF_TEMPLE_MM) continue;
        const corners = [a, b, c].flatMap((p) => [points[3 * p], points[3 * p + 1]]);
        const area = (corners[2] - corners[0]) * (corners[5] - corners[1]) - (corners[4] - corners[0]) * (corners[3] - corners[1]);
        if (area >= 0) continue;
        const { colour, cover } = this.#colour(surface, a);
        const alpha = cover * (isLens ? 0.9 * (1 - Math.max(...surface.material.colour)) + 0.04 : 1 - 0.75 * surface.material.transmission);
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

  /** At one of its points: sRGB 0 to 255, and how much of the surface is there. */
  #colour({ material, uv }: GlbSurface, point: number): { colour: number[]; cover: number } {
    const colour = material.colour.map((part) => 255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055));
    if (!material.texture) return { colour, cover: 1 };
    const { data, width, height } = this.#pixelsOf(material.texture);
    const [column, row] = [[uv[2 * point], width], [uv[2 * point + 1], height]].map(([at, size]) => {
      const inside = material.textureWrap === CLAMP ? Math.min(Math.max(at, 0), 1) : at - Math.floor(at);
      return Math.min(Math.floor(inside * size), size - 1);
    });
    const drawn = data.subarray(4 * (row * width + column), 4 * (row * width + column) + 4);
    return { colour: colour.map((part, i) => (part * drawn[i]) / 255), cover: drawn[3] / 255 };
  }

  #pixelsOf(texture: ImageBitmap): ImageData {
    if (!this.#pixels.has(texture)) {
      const canvas = Object.assign(document.createElement("canvas"), { width: texture.width, height: texture.height });
      const context = canvas.getContext("2d")!;
      context.drawImage(texture, 0, 0);
      this.#pixels.set(texture, context.getImageData(0, 0, texture.width, texture.height));
    }
    return this.#pixels.get(texture)!;
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
