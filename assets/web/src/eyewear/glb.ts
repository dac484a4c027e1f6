/** A GLB file of the engine's making (engine/eyewear/glb_export.py) as numbers for the renderer; millimetres. */
import type { Vec3 } from "../face/linear-algebra";

export interface GlbMaterial {
  /** Linear. */
  readonly colour: readonly [number, number, number];
  readonly texture: ImageBitmap | null;
  /** What lies beyond the texture's edge, as glTF and WebGL number it. */
  readonly textureWrap: number;
  /** The texture leaves parts of the surface out. */
  readonly hasHoles: boolean;
  readonly metallic: number;
  readonly roughness: number;
  /** 0 hides all behind it, 1 hides nothing. */
  readonly transmission: number;
  /** Linear, of light that falls on it straight. */
  readonly reflectance: readonly [number, number, number];
}

export interface GlbSurface {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uv: Float32Array;
  readonly indices: Uint16Array | Uint32Array;
  readonly material: GlbMaterial;
}

export const PARTS = ["Frame", "TempleL", "TempleR", "LensL", "LensR"] as const;
export type PartName = (typeof PARTS)[number];

/** Where the frame meets a face, in the eyewear frame (engine/eyewear/contact.py). */
export interface Wearing {
  readonly lens_height_mm: number;
  readonly front_width_mm: number;
  readonly pantoscopic_deg: number;
  readonly nose_mm: readonly Vec3[];
  readonly lens_centre_mm: Vec3;
  readonly rim_mm: readonly Vec3[];
  readonly hinge_mm: Vec3;
}

export interface EyewearModel {
  readonly parts: ReadonlyMap<PartName, readonly GlbSurface[]>;
  readonly wearing: Wearing;
}

/** A file that cannot be put on; the message says why. */
export class UnusableModel extends Error {}

interface Accessor { bufferView: number; byteOffset?: number; componentType: number; count: number; type: string }
interface TextureRef { index: number }
interface GltfMaterial {
  alphaMode?: string;
  pbrMetallicRoughness?: {
    baseColorFactor?: number[]; baseColorTexture?: TextureRef; metallicFactor?: number; roughnessFactor?: number;
  };
  extensions?: {
    KHR_materials_transmission?: { transmissionFactor?: number };
    KHR_materials_specular?: { specularColorFactor?: number[] };
  };
}
interface Gltf {
  scenes: { extras?: { varai?: Wearing & { version: number } } }[];
  nodes: { name?: string; mesh?: number; translation?: number[] }[];
  meshes: { primitives: { attributes: Record<string, number>; indices: number; material?: number }[] }[];
  accessors: Accessor[];
  bufferViews: { byteOffset?: number; byteLength: number }[];
  materials?: GltfMaterial[];
  textures?: { source: number; sampler?: number }[];
  samplers?: { wrapS?: number }[];
  images?: { bufferView: number; mimeType: string }[];
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const REPEAT = 10497;
const MM = 1000;

export async function readGlb(file: ArrayBuffer): Promise<EyewearModel> {
  const { gltf, binary } = chunks(file);
  const wearing = gltf.scenes?.[0]?.extras?.varai;
  if (!wearing || wearing.version !== 1) throw new UnusableModel("the model does not say where it meets a face");
  const materials = await Promise.all((gltf.materials ?? []).map((material) => readMaterial(gltf, binary, material)));
  const parts = new Map<PartName, GlbSurface[]>();
  for (const name of PARTS) {
    const node = gltf.nodes.find((candidate) => candidate.name === name);
    if (node?.mesh === undefined) throw new UnusableModel(`the model has no part ${name}`);
    const origin = node.translation ?? [0, 0, 0];
    parts.set(name, gltf.meshes[node.mesh].primitives.map((primitive) => {
      const material = materials[primitive.material ?? -1];
      if (!material) throw new UnusableModel(`a surface of ${name} has no material`);
      const positions = read(gltf, binary, primitive.attributes["POSITION"]) as Float32Array;
      const uv = primitive.attributes["TEXCOORD_0"];
      return {
        positions: positions.map((value, i) => (value + origin[i % 3]) * MM),
        normals: read(gltf, binary, primitive.attributes["NORMAL"]) as Float32Array,
        uv: uv === undefined ? new Float32Array((positions.length / 3) * 2) : (read(gltf, binary, uv) as Float32Array),
        indices: read(gltf, binary, primitive.indices) as Uint16Array | Uint32Array,
        material,
      };
    }));
  }
  return { parts, wearing };
}

function chunks(file: ArrayBuffer): { gltf: Gltf; binary: ArrayBuffer } {
  const view = new DataView(file);
  if (file.byteLength < 20 || view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== 2)
    throw new UnusableModel("the model is no binary glTF 2.0 file");
  const length = view.getUint32(12, true);
  if (view.getUint32(16, true) !== JSON_CHUNK || 20 + length > file.byteLength)
    throw new UnusableModel("the model is cut off");
  try {
    const gltf = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 20, length))) as Gltf;
    return { gltf, binary: file.slice(28 + length) };
  } catch {
    throw new UnusableModel("the model cannot be read");
  }
}

const KINDS = { 5126: Float32Array, 5125: Uint32Array, 5123: Uint16Array } as const;
const WIDTHS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3 };

function read(gltf: Gltf, binary: ArrayBuffer, index: number): Float32Array | Uint16Array | Uint32Array {
  const accessor = gltf.accessors[index];
  const kind = KINDS[accessor?.componentType as keyof typeof KINDS];
  if (!kind) throw new UnusableModel("the model has numbers of a kind that is not known here");
  const start = (gltf.bufferViews[accessor.bufferView].byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const count = accessor.count * WIDTHS[accessor.type];
  if (start + count * kind.BYTES_PER_ELEMENT > binary.byteLength) throw new UnusableModel("the model is cut off");
  return new kind(binary, start, count);
}

async function readMaterial(gltf: Gltf, binary: ArrayBuffer, material: GltfMaterial): Promise<GlbMaterial> {
  const pbr = material.pbrMetallicRoughness ?? {};
  const specular = material.extensions?.KHR_materials_specular?.specularColorFactor ?? [1, 1, 1];
  const texture = pbr.baseColorTexture && gltf.textures?.[pbr.baseColorTexture.index];
  const colour = pbr.baseColorFactor ?? [1, 1, 1, 1];
  return {
    colour: [colour[0], colour[1], colour[2]],
    texture: texture ? await readImage(gltf, binary, texture.source) : null,
    textureWrap: gltf.samplers?.[texture?.sampler ?? -1]?.wrapS ?? REPEAT,
    hasHoles: material.alphaMode === "BLEND",
    metallic: pbr.metallicFactor ?? 1,
    roughness: pbr.roughnessFactor ?? 1,
    transmission: material.extensions?.KHR_materials_transmission?.transmissionFactor ?? 0,
    reflectance: specular.map((factor) => Math.min(1, 0.04 * factor)) as [number, number, number],
  };
}

function readImage(gltf: Gltf, binary: ArrayBuffer, index: number): Promise<ImageBitmap> {
  const image = gltf.images![index];
  const view = gltf.bufferViews[image.bufferView];
  const bytes = new Uint8Array(binary, view.byteOffset ?? 0, view.byteLength);
  return createImageBitmap(new Blob([bytes], { type: image.mimeType }), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}
