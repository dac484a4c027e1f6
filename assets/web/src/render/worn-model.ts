/** One pair of glasses on the GPU, with the shadow map it casts. */
import coverageFragment from "../../../../engine/render/shaders/coverage.frag.glsl";
import coverageVertex from "../../../../engine/render/shaders/coverage.vert.glsl";
import type { EyewearModel, GlbMaterial, GlbSurface, PartName } from "../eyewear/glb";
import type { Vec3 } from "../face/linear-algebra";
import { Program } from "./program";
import { cornersOf } from "./region";
import { frontOf, PLACE_FROM_MM, SHADE_HEIGHT, SHADE_WIDTH, shadedSurfaces, softened } from "./shade";
import { drawArray, emptyTexture, releaseArray, vertexArray, type VertexArray } from "./surfaces";

export interface WornSurface {
  readonly array: VertexArray;
  readonly material: GlbMaterial;
  readonly texture: WebGLTexture | null;
}

export interface WornModel {
  readonly parts: ReadonlyMap<PartName, readonly WornSurface[]>;
  readonly corners: ReadonlyMap<PartName, readonly Vec3[]>;
  readonly shade: WebGLTexture;
  /** z of the front: a + b·y + c·x². */
  readonly frontMm: Vec3;
}

export function upload(gl: WebGL2RenderingContext, model: EyewearModel): WornModel {
  const textures = new Map<ImageBitmap, WebGLTexture>();
  const parts = new Map(
    [...model.parts].map(([name, surfaces]) => [name, surfaces.map((surface) => onGpu(gl, surface, textures))] as const),
  );
  return { parts, corners: cornersOf(model), shade: castShade(gl, model), frontMm: frontOf(model) };
}

export function release(gl: WebGL2RenderingContext, worn: WornModel): void {
  for (const surface of [...worn.parts.values()].flat()) {
    releaseArray(gl, surface.array);
    gl.deleteTexture(surface.texture);
  }
  gl.deleteTexture(worn.shade);
}

function onGpu(gl: WebGL2RenderingContext, surface: GlbSurface, textures: Map<ImageBitmap, WebGLTexture>): WornSurface {
  const image = surface.material.texture;
  if (image && !textures.has(image)) textures.set(image, imageTexture(gl, image, surface.material.textureWrap));
  return {
    array: vertexArray(gl, [surface.positions, surface.normals, surface.uv], [3, 3, 2], surface.indices),
    material: surface.material,
    texture: (image && textures.get(image)) ?? null,
  };
}

function imageTexture(gl: WebGL2RenderingContext, image: ImageBitmap, wrap: number): WebGLTexture {
  const texture = emptyTexture(gl);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, image);
  gl.generateMipmap(gl.TEXTURE_2D);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, wrap);
  return texture;
}

/** Looks at the glasses from the front, once, and softens what they cover. */
function castShade(gl: WebGL2RenderingContext, model: EyewearModel): WebGLTexture {
  const target = emptyTexture(gl);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, SHADE_WIDTH, SHADE_HEIGHT, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
  gl.viewport(0, 0, SHADE_WIDTH, SHADE_HEIGHT);
  gl.disable(gl.DEPTH_TEST);
  gl.disable(gl.CULL_FACE);
  gl.disable(gl.BLEND);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT);
  const program = new Program(gl, coverageVertex, coverageFragment);
  program.use();
  const [across, up, right, above] = PLACE_FROM_MM;
  program.floats("u_clip_from_mm", 2 * across, 2 * up, 2 * right - 1, 2 * above - 1);
  for (const { surface, cover } of shadedSurfaces(model)) {
    const array = vertexArray(gl, [surface.positions], [3], surface.indices);
    program.floats("u_cover", cover);
    drawArray(gl, array);
    releaseArray(gl, array);
  }
  const pixels = new Uint8Array(4 * SHADE_WIDTH * SHADE_HEIGHT);
  gl.readPixels(0, 0, SHADE_WIDTH, SHADE_HEIGHT, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
  gl.bindVertexArray(null);
  gl.bindTexture(gl.TEXTURE_2D, target);
  const soft = softened(pixels.filter((_, i) => i % 4 === 0));
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, SHADE_WIDTH, SHADE_HEIGHT, 0, gl.RGBA, gl.UNSIGNED_BYTE, soft);
  return target;
}
