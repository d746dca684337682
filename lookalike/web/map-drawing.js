/** Draws a map by WebGL 2: all points by one call, and all small pictures by another, from one texture. */

const POINTS = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec4 colour;
uniform vec2 middle, zoom;
uniform float size;
out vec4 shade;
void main() {
  gl_Position = vec4((place - middle) * zoom, 0, 1);
  gl_PointSize = size;
  shade = colour;
}`;
const DISC = `#version 300 es
precision highp float;
in vec4 shade;
uniform float size;
out vec4 seen;
void main() {
  float far = length(gl_PointCoord - .5) * size;
  float alpha = shade.a * clamp(size / 2. - far, 0., 1.);
  seen = vec4(shade.rgb * alpha, alpha);
}`;
const PICTURES = `#version 300 es
layout(location = 0) in vec2 corner;
layout(location = 1) in vec2 place;
layout(location = 2) in vec2 slot;
layout(location = 3) in vec4 colour;
uniform vec2 middle, zoom, half_size;
out vec2 at, inside;
out vec4 shade;
void main() {
  gl_Position = vec4((place - middle) * zoom + corner * half_size, 0, 1);
  inside = corner;
  at = slot;
  shade = colour;
}`;
const FRAMED = `#version 300 es
precision highp float;
in vec2 at, inside;
in vec4 shade;
uniform sampler2D atlas;
uniform float side, frame;
uniform vec2 cell;
out vec4 seen;
void main() {
  vec2 away = abs(inside) * side / 2.;
  float round = side / 9.;
  vec2 past = max(away - (side / 2. - round), 0.);
  float outer = clamp(round - length(past) + .5, 0., 1.);
  float inner = clamp(round - frame - length(past) + .5, 0., 1.) * step(max(away.x, away.y), side / 2. - frame);
  vec2 uv = (at + .008 + (vec2(inside.x, -inside.y) * .5 + .5) * .984) * cell;
  vec3 picture = texture(atlas, uv).rgb;
  float alpha = outer * shade.a;
  seen = vec4(mix(shade.rgb, picture, inner) * alpha, alpha);
}`;

export const SIDE = 64; // pixels of a picture in the atlas
export const CHUNK = 64; // pictures that are asked for at once, in rows of eight
const ACROSS = 8; // chunks side by side in the atlas
const DOWN = 6; // 48 MB of the graphics' memory, for 3,072 pictures
export const SLOTS = ACROSS * DOWN;
const PER_PICTURE = 8; // numbers: place, slot, colour

export class Drawing {
  #gl;
  #points;
  #pictures;
  #pointArray;
  #pictureArray;
  #colours;
  #placed;
  #count = 0;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("This browser has no WebGL 2, by which the map is drawn.");
    this.#gl = gl;
    this.#points = program(gl, POINTS, DISC);
    this.#pictures = program(gl, PICTURES, FRAMED);
    this.#pointArray = gl.createVertexArray();
    this.#pictureArray = gl.createVertexArray();
    this.#colours = gl.createBuffer();
    this.#placed = gl.createBuffer();
    this.#preparePictures();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  #preparePictures() {
    const gl = this.#gl;
    gl.bindVertexArray(this.#pictureArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#placed);
    for (const [where, size, from] of [[1, 2, 0], [2, 2, 2], [3, 4, 4]]) {
      gl.enableVertexAttribArray(where);
      gl.vertexAttribPointer(where, size, gl.FLOAT, false, 4 * PER_PICTURE, 4 * from);
      gl.vertexAttribDivisor(where, 1);
    }
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, 8 * SIDE * ACROSS, 8 * SIDE * DOWN);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  }

  /** @param {Float32Array} places x and y of each item, one after the other */
  place(places) {
    const gl = this.#gl;
    this.#count = places.length / 2;
    gl.bindVertexArray(this.#pointArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 0);
  }

  /** @param {Uint8Array} colours red, green, blue and opacity of each item */
  colour(colours) {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW);
  }

  /** Put the pictures of a chunk into a slot. @param {number} slot @param {ImageBitmap} sheet */
  keep(slot, sheet) {
    const gl = this.#gl;
    const [x, y] = [slot % ACROSS, Math.floor(slot / ACROSS)].map((one) => one * 8 * SIDE);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, gl.RGBA, gl.UNSIGNED_BYTE, sheet);
  }

  /**
   * @param {import("./map-camera.js").Camera} camera @param {number} ratio pixels of the canvas to one of the page
   * @param {number} size of a point, in pixels of the page
   * @param {{x: number, y: number, slot: number, within: number, colour: number[]}[]} pictures colour 0 to 1, with opacity
   * @param {number} side of a picture, in pixels of the page
   */
  draw(camera, ratio, size, pictures, side) {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const zoom = [2 * camera.scale / camera.width, 2 * camera.scale / camera.height];
    const view = (/** @type {WebGLProgram} */ by) => {
      gl.useProgram(by);
      gl.uniform2f(gl.getUniformLocation(by, "middle"), camera.x, camera.y);
      gl.uniform2f(gl.getUniformLocation(by, "zoom"), zoom[0], zoom[1]);
    };
    view(this.#points);
    gl.uniform1f(gl.getUniformLocation(this.#points, "size"), size * ratio);
    gl.bindVertexArray(this.#pointArray);
    gl.drawArrays(gl.POINTS, 0, this.#count);
    if (!pictures.length) return;
    view(this.#pictures);
    gl.uniform2f(gl.getUniformLocation(this.#pictures, "half_size"), side / camera.width, side / camera.height);
    gl.uniform1f(gl.getUniformLocation(this.#pictures, "side"), side * ratio);
    gl.uniform1f(gl.getUniformLocation(this.#pictures, "frame"), 2.5 * ratio);
    gl.uniform2f(gl.getUniformLocation(this.#pictures, "cell"), 1 / (8 * ACROSS), 1 / (8 * DOWN));
    const numbers = new Float32Array(PER_PICTURE * pictures.length);
    pictures.forEach(({ x, y, slot, within, colour }, i) => {
      const [column, row] = [slot % ACROSS * 8 + within % 8, Math.floor(slot / ACROSS) * 8 + Math.floor(within / 8)];
      numbers.set([x, y, column, row, ...colour], PER_PICTURE * i);
    });
    gl.bindVertexArray(this.#pictureArray);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#placed);
    gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.DYNAMIC_DRAW);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, pictures.length);
  }

  /** Wait until all is drawn: to measure it. */
  finish() {
    const gl = this.#gl;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }
}

/** @param {WebGL2RenderingContext} gl @param {string} vertex @param {string} fragment */
function program(gl, vertex, fragment) {
  const made = /** @type {WebGLProgram} */ (gl.createProgram());
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(`The map cannot be drawn here: ${gl.getProgramInfoLog(made)}`);
  return made;
}
