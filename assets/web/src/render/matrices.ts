/** Matrices between eyewear, head, camera and picture, column by column as WebGL takes them. */
import { turnedUp, type Fit } from "../eyewear/fit";
import { HEAD_TO_CAMERA, times, type Mat3, type Vec3 } from "../face/linear-algebra";
import type { Camera, HeadPose } from "../face/types";

/** A rigid motion: x to rotation · x + translation. */
export interface Rigid {
  readonly rotation: Mat3;
  readonly translation: Vec3;
}

/** A part of the camera picture, pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const NEAR_MM = 50;
const FAR_MM = 5000;

export function clipFromCamera(camera: Camera, crop: Crop): Float32Array {
  const [halfWidth, halfHeight] = [crop.width / 2, crop.height / 2];
  const x = camera.widthPx / 2 - crop.left - halfWidth;
  const y = camera.heightPx / 2 - crop.top - halfHeight;
  const depth = FAR_MM - NEAR_MM;
  return Float32Array.of(
    camera.focalPx / halfWidth, 0, 0, 0,
    0, -camera.focalPx / halfHeight, 0, 0,
    x / halfWidth, -y / halfHeight, (FAR_MM + NEAR_MM) / depth, 1,
    0, 0, (-2 * FAR_MM * NEAR_MM) / depth, 0,
  );
}

export function after(outer: Rigid, inner: Rigid): Rigid {
  return { rotation: times(outer.rotation, inner.rotation), translation: moved(outer, inner.translation) };
}

export function moved({ rotation: r, translation: t }: Rigid, [x, y, z]: Vec3): Vec3 {
  return [
    r[0] * x + r[1] * y + r[2] * z + t[0],
    r[3] * x + r[4] * y + r[5] * z + t[1],
    r[6] * x + r[7] * y + r[8] * z + t[2],
  ];
}

export function inverse({ rotation: r, translation: t }: Rigid): Rigid {
  const back = [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]];
  const [x, y, z] = moved({ rotation: back, translation: [0, 0, 0] }, t);
  return { rotation: back, translation: [-x, -y, -z] };
}

export function columns({ rotation: r, translation: t }: Rigid): Float32Array {
  return Float32Array.of(r[0], r[3], r[6], 0, r[1], r[4], r[7], 0, r[2], r[5], r[8], 0, t[0], t[1], t[2], 1);
}

export function cameraFromHead(pose: HeadPose): Rigid {
  return { rotation: times(HEAD_TO_CAMERA, pose.rotation), translation: pose.translation };
}

/** Eyewear frame to head frame as worn. */
export function headFromEyewear(fit: Fit): Rigid {
  const [x, y, z] = [turnedUp([1, 0, 0], fit.turn), turnedUp([0, 1, 0], fit.turn), turnedUp([0, 0, 1], fit.turn)];
  return { rotation: [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]], translation: fit.place };
}

/** A temple opened about the upright axis through its hinge. */
export function opened(hinge: Vec3, degrees: number): Rigid {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const rotation = [c, 0, s, 0, 1, 0, -s, 0, c];
  const back = moved({ rotation, translation: [0, 0, 0] }, hinge);
  return { rotation, translation: [hinge[0] - back[0], hinge[1] - back[1], hinge[2] - back[2]] };
}
