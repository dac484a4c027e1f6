/** The mirror picture: the camera's picture and the glasses as worn, in WebGL 2 with the engine's own shaders. */
import cameraFragment from "../../../../engine/render/shaders/camera.frag.glsl";
import frameFragment from "../../../../engine/render/shaders/frame.frag.glsl";
import frameVertex from "../../../../engine/render/shaders/frame.vert.glsl";
import headFragment from "../../../../engine/render/shaders/head.frag.glsl";
import headVertex from "../../../../engine/render/shaders/head.vert.glsl";
import shadowFragment from "../../../../engine/render/shaders/shadow.frag.glsl";
import shadowVertex from "../../../../engine/render/shaders/shadow.vert.glsl";
import quadVertex from "../../../../engine/render/shaders/quad.vert.glsl";
import { fit, type Fit } from "../eyewear/fit";
import type { EyewearModel } from "../eyewear/glb";
import { faceFromPupils } from "../face/follow";
import { FACE_TRIANGLES, SKIN_LANDMARKS } from "../face/mean-face";
import { toCamera } from "../face/pose";
import { usualCamera, type Camera, type TrackedFace } from "../face/types";
import { HairFollower, type Hair } from "./hair";
import { HEAD_GIVES_WAY, HEAD_POINTS, HEAD_TRIANGLES, occluder } from "./head";
import {
  after, cameraFromHead, clipFromCamera, columns, headFromEyewear, inverse, opened, type Crop, type Rigid,
} from "./matrices";
import { NoWebGl, Program } from "./program";
import { regionOf, type Region } from "./region";
import { LightFollower } from "./room-light";
import { lightSlope, PLACE_FROM_MM } from "./shade";
import lensFragment from "./shaders/lens.frag.glsl";
import lensVertex from "./shaders/lens.vert.glsl";
import presentFragment from "./shaders/present.frag.glsl";
import { EVEN_LIGHT, LEVELS, painted, SIZE, type RoomLight } from "./studio";
import { Canvas, drawArray, emptyTexture, releaseArray, vertexArray, type VertexArray } from "./surfaces";
import { release, upload, type WornModel, type WornSurface } from "./worn-model";

const SET_BACK_MM = 6;
const BEND_MM = 4;
const FROM_ABOVE = 0.55;
const FROM_ASIDE = 0.35;
const KEPT_MODELS = 12;
const [PICTURE, STUDIO, PATTERN, SHADE, CAMERA] = [0, 1, 2, 3, 4];

/** One picture and who is in it. */
export interface Look {
  readonly picture: HTMLVideoElement | HTMLCanvasElement | ImageBitmap;
  readonly camera: Camera;
  readonly face: TrackedFace | null;
  readonly fit: Fit | null;
  readonly model: EyewearModel | null;
  /** 0 (no glasses) to 1. */
  readonly opacity: number;
  readonly crop: Crop;
  readonly isMirrored: boolean;
  readonly atMs: number;
}

type View = Pick<Look, "camera" | "crop">;

export class MirrorRenderer {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: Record<"camera" | "shadow" | "head" | "frame" | "lens" | "present", Program>;
  readonly #scene: Canvas;
  readonly #picture: WebGLTexture;
  readonly #studio: WebGLTexture;
  readonly #blank: WebGLTexture;
  readonly #head: VertexArray;
  readonly #face: VertexArray;
  readonly #models = new Map<EyewearModel, WornModel>();
  #follower = new LightFollower();
  #hair = new HairFollower();
  #light = EVEN_LIGHT;

  /** Raises NoWebGl where this browser cannot draw it. */
  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true });
    if (!gl) throw new NoWebGl("this browser has no WebGL 2");
    this.#gl = gl;
    this.#programs = {
      camera: new Program(gl, quadVertex, cameraFragment),
      shadow: new Program(gl, shadowVertex, shadowFragment),
      head: new Program(gl, headVertex, headFragment),
      frame: new Program(gl, frameVertex, frameFragment),
      lens: new Program(gl, lensVertex, lensFragment),
      present: new Program(gl, quadVertex, presentFragment),
    };
    this.#scene = new Canvas(gl);
    this.#picture = emptyTexture(gl);
    this.#blank = emptyTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, Uint8Array.of(255, 255, 255, 255));
    this.#studio = emptyTexture(gl, gl.TEXTURE_2D_ARRAY);
    this.#fillStudio();
    const empty = new Float32Array(3 * HEAD_POINTS);
    this.#head = vertexArray(gl, [empty, HEAD_GIVES_WAY], [3, 1], HEAD_TRIANGLES, gl.DYNAMIC_DRAW);
    this.#face = vertexArray(gl, [empty], [3], Uint16Array.from(FACE_TRIANGLES), gl.DYNAMIC_DRAW);
  }

  draw(look: Look): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    gl.bindTexture(gl.TEXTURE_2D, this.#picture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, look.picture);
    const isWorn = look.face && look.fit && look.model && look.opacity > 0;
    if (isWorn) this.#followLight(look, look.face);
    const hair = isWorn ? this.#hair.follow(look.picture, look.camera, look.face, look.atMs) : null;
    const region = isWorn ? this.#drawWorn(look, look.face, look.fit, look.model, hair) : null;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    this.#drawPicture(look, look.isMirrored);
    if (region) this.#present(look, region);
  }

  /** Another person, or another picture: light and hair are looked at anew. */
  forget(): void {
    [this.#follower, this.#hair] = [new LightFollower(), new HairFollower()];
  }

  /** Lets go of everything that came from a camera. */
  destroy(): void {
    const gl = this.#gl;
    for (const model of this.#models.values()) release(gl, model);
    releaseArray(gl, this.#head);
    releaseArray(gl, this.#face);
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  /** Draws glasses where nobody sees it: drivers compile with the first drawing, which then costs no picture. */
  warmUp(model: EyewearModel): void {
    if (this.#gl.isContextLost()) return;
    const camera = usualCamera(this.canvas.width, this.canvas.height);
    const [x, y] = [camera.widthPx / 2, camera.heightPx / 2];
    const face = faceFromPupils([0.9 * x, y], [1.1 * x, y], camera);
    const crop = { left: 0, top: 0, width: camera.widthPx, height: camera.heightPx };
    this.#drawWorn({ camera, crop }, face, fit(model.wearing, face.surface), model, null);
  }

  /** Into the scene, as far as glasses reach; says how far that is. */
  #drawWorn(look: View, face: TrackedFace, asWorn: Fit, model: EyewearModel, hair: Hair | null): Region {
    const gl = this.#gl;
    const worn = this.#onGpu(model);
    const clip = clipFromCamera(look.camera, look.crop);
    const places = partPlaces(face, asWorn, model);
    const region = regionOf(worn.corners, places, clip, this.canvas.width, this.canvas.height);
    this.#scene.resize(this.canvas.width, this.canvas.height);
    this.#scene.bind();
    this.#keepTo(region);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    this.#drawPicture(look, false);
    gl.enable(gl.DEPTH_TEST);
    const head = Float32Array.from(toCamera(face.pose, occluder(face.surface)));
    this.#drawShadow(head, worn, clip, places.Frame);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    this.#drawHead(head, clip);
    this.#drawFrame(look, worn, clip, places, hair);
    this.#scene.resolve();
    this.#drawLenses(look, worn, clip, places);
    this.#scene.resolve();
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.CULL_FACE);
    gl.disable(gl.SCISSOR_TEST);
    gl.bindVertexArray(null);
    return region;
  }

  #keepTo({ left, bottom, width, height }: Region): void {
    this.#gl.enable(this.#gl.SCISSOR_TEST);
    this.#gl.scissor(left, bottom, width, height);
  }

  #drawPicture({ camera, crop }: View, isMirrored: boolean): void {
    const program = this.#programs.camera;
    program.use();
    program.texture("u_picture", PICTURE, this.#picture);
    const [left, right] = [crop.left / camera.widthPx, (crop.left + crop.width) / camera.widthPx];
    const [top, bottom] = [crop.top / camera.heightPx, (crop.top + crop.height) / camera.heightPx];
    program.floats("u_part", left, top, right, bottom);
    this.#quad(program, isMirrored, true);
  }

  #quad(program: Program, isMirrored: boolean, isTopFirst: boolean): void {
    const gl = this.#gl;
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.CULL_FACE);
    const x = isMirrored ? -1 : 1;
    const y = isTopFirst ? -1 : 1;
    program.floats("u_place", -x, -y, x, y);
    gl.bindVertexArray(null);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #present({ opacity, isMirrored }: Look, region: Region): void {
    const gl = this.#gl;
    const program = this.#programs.present;
    program.use();
    program.texture("u_picture", PICTURE, this.#scene.texture);
    program.floats("u_part", 0, 0, 1, 1);
    program.floats("u_opacity", Math.min(1, opacity));
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    this.#keepTo(isMirrored ? { ...region, left: this.canvas.width - region.left - region.width } : region);
    this.#quad(program, isMirrored, false);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
  }

  #drawShadow(head: Float32Array, worn: WornModel, clip: Float32Array, eyewear: Rigid): void {
    const program = this.#programs.shadow;
    program.use();
    this.#fill(this.#face, head.subarray(0, 3 * SKIN_LANDMARKS));
    // The engine draws its shadow into a picture whose first row is the upper one; here the last is.
    program.matrix("u_clip_from_camera", clip.map((value, i) => (i % 4 === 1 ? -value : value)));
    program.matrix("u_eyewear_from_camera", columns(inverse(eyewear)));
    program.floats("u_front_mm", ...worn.frontMm);
    const aside = (1 - this.#light.fromLeft) * FROM_ASIDE;
    program.floats("u_light_slope", ...lightSlope(eyewear, aside, FROM_ABOVE * this.#light.fromAbove));
    program.floats("u_place_from_mm", ...PLACE_FROM_MM);
    program.floats("u_opacity", 1);
    program.texture("u_coverage", SHADE, worn.shade);
    this.#drawForemost(this.#face);
  }

  /** Depth first: a cheek behind the nose must not lay its shadow upon the nose's. */
  #drawForemost(array: VertexArray): void {
    const gl = this.#gl;
    gl.colorMask(false, false, false, false);
    drawArray(gl, array);
    gl.colorMask(true, true, true, true);
    gl.depthFunc(gl.LEQUAL);
    this.#blending(true);
    drawArray(gl, array);
    this.#blending(false);
    gl.depthFunc(gl.LESS);
  }

  #drawHead(head: Float32Array, clip: Float32Array): void {
    const gl = this.#gl;
    const program = this.#programs.head;
    program.use();
    this.#fill(this.#head, head);
    program.matrix("u_clip_from_camera", clip);
    program.floats("u_set_back_mm", SET_BACK_MM);
    gl.disable(gl.CULL_FACE);
    gl.colorMask(false, false, false, false);
    drawArray(gl, this.#head);
    gl.colorMask(true, true, true, true);
  }

  #fill({ buffers }: VertexArray, places: Float32Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[0]);
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.DYNAMIC_DRAW);
  }

  #drawFrame(view: View, worn: WornModel, clip: Float32Array, places: Places, hair: Hair | null): void {
    const gl = this.#gl;
    const program = this.#programs.frame;
    program.use();
    program.matrix("u_clip_from_camera", clip);
    program.texture("u_studio", STUDIO, this.#studio, gl.TEXTURE_2D_ARRAY);
    gl.enable(gl.CULL_FACE);
    for (const name of ["TempleL", "TempleR", "Frame"] as const) {
      program.matrix("u_camera_from_part", columns(places[name]));
      const isHidden = hair !== null && name !== "Frame" && this.#showHair(program, view, hair, name);
      if (!isHidden) program.floats("u_covered", 0);
      for (const surface of worn.parts.get(name) ?? []) {
        const { metallic, roughness, transmission, hasHoles } = surface.material;
        this.#colour(program, surface);
        program.floats("u_cover", 1 - transmission);
        program.floats("u_metalness", metallic);
        program.floats("u_level", Math.round(roughness * (LEVELS - 1)));
        this.#blending(transmission > 0 || hasHoles || isHidden);
        drawArray(gl, surface.array);
      }
    }
    this.#blending(false);
  }

  /** What the shader needs to find the hair over a temple; whether there is any. */
  #showHair(program: Program, { camera, crop }: View, { tones, ...temples }: Hair, name: "TempleL" | "TempleR"): boolean {
    const { covered, brow, beforeEar } = temples[name];
    const way = [beforeEar[0] - brow[0], beforeEar[1] - brow[1]];
    const length = Math.hypot(...way);
    if (length < 1) return false;
    const [across, up] = [crop.width / camera.widthPx / this.canvas.width, crop.height / camera.heightPx / this.canvas.height];
    program.texture("u_camera", CAMERA, this.#picture);
    program.floats("u_camera_from_pixel", across, -up, crop.left / camera.widthPx, (crop.top + crop.height) / camera.heightPx);
    program.floats("u_way", brow[0] / camera.widthPx, brow[1] / camera.heightPx, way[0] / length ** 2, way[1] / length ** 2);
    program.floats("u_hair", ...tones.hair);
    program.floats("u_skin", ...tones.skin);
    program.floats("u_covered", covered);
    return true;
  }

  #drawLenses({ camera, crop }: View, worn: WornModel, clip: Float32Array, places: Places): void {
    const gl = this.#gl;
    const program = this.#programs.lens;
    program.use();
    program.matrix("u_clip_from_camera", clip);
    program.texture("u_behind", PICTURE, this.#scene.texture);
    program.texture("u_studio", STUDIO, this.#studio, gl.TEXTURE_2D_ARRAY);
    program.floats("u_size_px", this.#scene.widthPx, this.#scene.heightPx);
    program.floats("u_picture_from_mm", camera.focalPx / crop.width, camera.focalPx / crop.height);
    program.floats("u_bend_mm", BEND_MM);
    for (const name of ["LensL", "LensR"] as const) {
      program.matrix("u_camera_from_part", columns(places[name]));
      for (const surface of worn.parts.get(name) ?? []) {
        this.#colour(program, surface);
        program.floats("u_reflectance", ...surface.material.reflectance);
        drawArray(gl, surface.array);
      }
    }
  }

  #colour(program: Program, { material, texture }: WornSurface): void {
    program.floats("u_colour", ...material.colour);
    program.floats("u_textured", texture ? 1 : 0);
    program.texture("u_texture", PATTERN, texture ?? this.#blank);
  }

  #blending(isOn: boolean): void {
    const gl = this.#gl;
    if (!isOn) return gl.disable(gl.BLEND);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  #onGpu(model: EyewearModel): WornModel {
    let worn = this.#models.get(model);
    if (!worn) {
      worn = upload(this.#gl, model);
      for (const [oldest, kept] of [...this.#models].slice(0, Math.max(0, this.#models.size - KEPT_MODELS + 1))) {
        release(this.#gl, kept);
        this.#models.delete(oldest);
      }
      this.#models.set(model, worn);
    }
    return worn;
  }

  #followLight(look: Look, face: TrackedFace): void {
    const { widthPx, heightPx } = look.camera;
    const light: RoomLight | null = this.#follower.follow(look.picture, widthPx / heightPx, face, widthPx, look.atMs);
    if (!light) return;
    this.#light = light;
    this.#fillStudio();
  }

  #fillStudio(): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#studio);
    const bytes = painted(this.#light);
    gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, gl.RGBA8, SIZE, SIZE, LEVELS, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }
}

type Places = Readonly<Record<"Frame" | "TempleL" | "TempleR" | "LensL" | "LensR", Rigid>>;

/** Camera frame from each part as built, temples opened at their hinges. */
export function partPlaces(face: TrackedFace, fit: Fit, model: EyewearModel): Places {
  const frame = after(cameraFromHead(face.pose), headFromEyewear(fit));
  const [x, y, z] = model.wearing.hinge_mm;
  return {
    Frame: frame, LensL: frame, LensR: frame,
    TempleL: after(frame, opened([-x, y, z], fit.leftSplayDeg)),
    TempleR: after(frame, opened([x, y, z], -fit.rightSplayDeg)),
  };
}
