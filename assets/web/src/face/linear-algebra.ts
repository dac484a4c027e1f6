/** Small dense mathematics on plain number arrays; matrices are row by row. */

export type Vec3 = [number, number, number];
export type Mat3 = readonly number[];

export const IDENTITY: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Head axes (y up, z to the camera) to camera axes (y down, z away), and back. */
export const HEAD_TO_CAMERA: Mat3 = [1, 0, 0, 0, -1, 0, 0, 0, -1];

export function times(a: Mat3, b: Mat3): number[] {
  const product = new Array<number>(9);
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 3; column++)
      product[3 * row + column] =
        a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column];
  return product;
}

export function apply(m: Mat3, x: number, y: number, z: number): Vec3 {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

export function transposed(m: Mat3): number[] {
  return [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];
}

/** Rotation about an axis by its length in radians (Rodrigues). */
export function rotationOf(x: number, y: number, z: number): number[] {
  const angle = Math.hypot(x, y, z);
  if (angle < 1e-12) return [...IDENTITY];
  const [u, v, w] = [x / angle, y / angle, z / angle];
  const [s, c] = [Math.sin(angle), 1 - Math.cos(angle)];
  return [
    1 - c * (v * v + w * w), c * u * v - s * w, c * u * w + s * v,
    c * u * v + s * w, 1 - c * (u * u + w * w), c * v * w - s * u,
    c * u * w - s * v, c * v * w + s * u, 1 - c * (u * u + v * v),
  ];
}

/** Solves a x = b for a square `a` of n rows by elimination with pivots; both are used up. */
export function solve(a: number[], b: number[]): number[] {
  const n = b.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++)
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    if (pivot !== column) {
      for (let k = 0; k < n; k++) [a[column * n + k], a[pivot * n + k]] = [a[pivot * n + k], a[column * n + k]];
      [b[column], b[pivot]] = [b[pivot], b[column]];
    }
    for (let row = column + 1; row < n; row++) {
      const share = a[row * n + column] / a[column * n + column];
      for (let k = column; k < n; k++) a[row * n + k] -= share * a[column * n + k];
      b[row] -= share * b[column];
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) b[row] -= a[row * n + k] * b[k];
    b[row] /= a[row * n + row];
  }
  return b;
}

/** Eigenvector of the largest eigenvalue of a symmetric 4x4 (Jacobi's method). */
function leadingEigenvector(m: number[]): number[] {
  const v = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  for (let sweep = 0; sweep < 12; sweep++) {
    for (let p = 0; p < 3; p++)
      for (let q = p + 1; q < 4; q++) {
        const off = m[4 * p + q];
        if (Math.abs(off) < 1e-300) continue;
        const theta = (m[5 * q] - m[5 * p]) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < 4; k++) [m[4 * k + p], m[4 * k + q]] = turned(m[4 * k + p], m[4 * k + q], c, s);
        for (let k = 0; k < 4; k++) [m[4 * p + k], m[4 * q + k]] = turned(m[4 * p + k], m[4 * q + k], c, s);
        for (let k = 0; k < 4; k++) [v[4 * k + p], v[4 * k + q]] = turned(v[4 * k + p], v[4 * k + q], c, s);
      }
  }
  let best = 0;
  for (let k = 1; k < 4; k++) if (m[5 * k] > m[5 * best]) best = k;
  return [v[best], v[4 + best], v[8 + best], v[12 + best]];
}

function turned(a: number, b: number, c: number, s: number): [number, number] {
  return [c * a - s * b, s * a + c * b];
}

/** The quaternion (w, x, y, z) of the rotation that makes the trace of its product with `m` transposed largest. */
function quaternionFor(m: Mat3): number[] {
  const [a, b, c, d, e, f, g, h, i] = m;
  return leadingEigenvector([
    a + e + i, h - f, c - g, d - b,
    h - f, a - e - i, b + d, c + g,
    c - g, b + d, e - a - i, f + h,
    d - b, c + g, f + h, i - a - e,
  ]);
}

export const quaternionOf = quaternionFor;

/** The rotation nearest to a matrix of products target x source (Horn 1987; never a reflection). */
export function nearestRotation(products: Mat3): number[] {
  return rotationOfQuaternion(quaternionFor(products));
}

export function rotationOfQuaternion(q: readonly number[]): number[] {
  const length = Math.hypot(q[0], q[1], q[2], q[3]);
  const [w, x, y, z] = q.map((part) => part / length);
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
  ];
}
