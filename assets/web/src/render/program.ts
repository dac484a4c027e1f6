/** Shader programs from the engine's own sources: OpenGL 3.3's dialect turned into that of WebGL 2. */
import part from "../../../../engine/render/shaders/part.glsl";
import srgb from "../../../../engine/render/shaders/srgb.glsl";
import studio from "../../../../engine/render/shaders/studio.glsl";
import pattern from "./shaders/pattern.glsl";

const INCLUDES: Record<string, string> = {
  "part.glsl": part, "srgb.glsl": srgb, "studio.glsl": studio, "pattern.glsl": pattern,
};
const DESKTOP = "#version 330 core";
const WEB = "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2DArray;";

/** This browser cannot draw the try-on. */
export class NoWebGl extends Error {}

export class Program {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #places = new Map<string, WebGLUniformLocation | null>();

  constructor(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.#gl = gl;
    this.#program = gl.createProgram()!;
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, dialect(source));
      gl.compileShader(shader);
      gl.attachShader(this.#program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(this.#program);
    if (!gl.getProgramParameter(this.#program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const log = gl.getAttachedShaders(this.#program)?.map((shader) => gl.getShaderInfoLog(shader)).join("\n");
      throw new NoWebGl(`${gl.getProgramInfoLog(this.#program)}\n${log}`);
    }
  }

  use(): void {
    this.#gl.useProgram(this.#program);
  }

  /** One to four floats. */
  floats(name: string, ...values: readonly number[]): void {
    const gl = this.#gl;
    const place = this.#place(name);
    if (values.length === 1) gl.uniform1f(place, values[0]);
    else if (values.length === 2) gl.uniform2f(place, values[0], values[1]);
    else if (values.length === 3) gl.uniform3f(place, values[0], values[1], values[2]);
    else gl.uniform4f(place, values[0], values[1], values[2], values[3]);
  }

  matrix(name: string, columns: Float32Array): void {
    this.#gl.uniformMatrix4fv(this.#place(name), false, columns);
  }

  texture(name: string, unit: number, texture: WebGLTexture, kind: number = this.#gl.TEXTURE_2D): void {
    this.#gl.activeTexture(this.#gl.TEXTURE0 + unit);
    this.#gl.bindTexture(kind, texture);
    this.#gl.uniform1i(this.#place(name), unit);
  }

  #place(name: string): WebGLUniformLocation | null {
    if (!this.#places.has(name)) this.#places.set(name, this.#gl.getUniformLocation(this.#program, name));
    return this.#places.get(name)!;
  }
}

/** Each file once, as the engine's own loader does it. */
function dialect(source: string): string {
  const seen = new Set<string>();
  const include = (text: string): string =>
    text.replace(/#include "([^"]+)"/g, (_, name: string) => {
      if (seen.has(name)) return "";
      seen.add(name);
      return include(INCLUDES[name]);
    });
  return include(source).replace(DESKTOP, WEB);
}
