/** What WebGL keeps: vertex arrays, textures, and pictures drawn into. */

export interface VertexArray {
  readonly array: WebGLVertexArrayObject;
  readonly buffers: readonly WebGLBuffer[];
  readonly count: number;
  readonly indexKind: number;
}

/** One buffer a column; `widths` numbers each. */
export function vertexArray(
  gl: WebGL2RenderingContext, columns: readonly Float32Array[], widths: readonly number[],
  indices: Uint16Array | Uint32Array, usage: number = gl.STATIC_DRAW,
): VertexArray {
  const array = gl.createVertexArray()!;
  gl.bindVertexArray(array);
  const buffers = columns.map((column, place) => {
    const buffer = gl.createBuffer()!;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, column, usage);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, widths[place], gl.FLOAT, false, 0, 0);
    return buffer;
  });
  const corners = gl.createBuffer()!;
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, corners);
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
  gl.bindVertexArray(null);
  const indexKind = indices instanceof Uint32Array ? gl.UNSIGNED_INT : gl.UNSIGNED_SHORT;
  return { array, buffers: [...buffers, corners], count: indices.length, indexKind };
}

export function drawArray(gl: WebGL2RenderingContext, { array, count, indexKind }: VertexArray): void {
  gl.bindVertexArray(array);
  gl.drawElements(gl.TRIANGLES, count, indexKind, 0);
}

export function releaseArray(gl: WebGL2RenderingContext, { array, buffers }: VertexArray): void {
  buffers.forEach((buffer) => gl.deleteBuffer(buffer));
  gl.deleteVertexArray(array);
}

/** A smooth, clamped texture, empty until something is put into it. */
export function emptyTexture(gl: WebGL2RenderingContext, kind: number = gl.TEXTURE_2D): WebGLTexture {
  const texture = gl.createTexture()!;
  gl.bindTexture(kind, texture);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(kind, side, gl.CLAMP_TO_EDGE);
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(kind, way, gl.LINEAR);
  return texture;
}

const SAMPLES = 4;

/** A smooth-edged picture to draw into, and a texture it can be read from. */
export class Canvas {
  readonly texture: WebGLTexture;
  readonly #gl: WebGL2RenderingContext;
  readonly #drawn: WebGLFramebuffer;
  readonly #read: WebGLFramebuffer;
  readonly #colour: WebGLRenderbuffer;
  readonly #depth: WebGLRenderbuffer;
  widthPx = 0;
  heightPx = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    [this.#drawn, this.#read] = [gl.createFramebuffer()!, gl.createFramebuffer()!];
    [this.#colour, this.#depth] = [gl.createRenderbuffer()!, gl.createRenderbuffer()!];
    this.texture = emptyTexture(gl);
  }

  resize(widthPx: number, heightPx: number): void {
    if (widthPx === this.widthPx && heightPx === this.heightPx) return;
    const gl = this.#gl;
    [this.widthPx, this.heightPx] = [widthPx, heightPx];
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#drawn);
    for (const [buffer, format, place] of [
      [this.#colour, gl.RGBA8, gl.COLOR_ATTACHMENT0], [this.#depth, gl.DEPTH_COMPONENT24, gl.DEPTH_ATTACHMENT],
    ] as const) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
      gl.renderbufferStorageMultisample(gl.RENDERBUFFER, SAMPLES, format, widthPx, heightPx);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, place, gl.RENDERBUFFER, buffer);
    }
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, widthPx, heightPx, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#read);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
  }

  bind(): void {
    this.#gl.bindFramebuffer(this.#gl.FRAMEBUFFER, this.#drawn);
    this.#gl.viewport(0, 0, this.widthPx, this.heightPx);
  }

  /** Makes what was drawn so far readable from the texture; drawing may go on. */
  resolve(): void {
    const gl = this.#gl;
    const [w, h] = [this.widthPx, this.heightPx];
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#drawn);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, this.#read);
    gl.blitFramebuffer(0, 0, w, h, 0, 0, w, h, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    this.bind();
  }
}
