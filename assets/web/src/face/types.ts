import type { Mat3, Vec3 } from "./linear-algebra";

export const LANDMARKS = 478;
/** x y z of every landmark, one after the other; x right, y down, in pixels; z in the same unit, smaller is nearer. */
export type Landmarks = Float64Array;

/** A pinhole camera with square pixels and its axis through the middle of the picture. */
export interface Camera {
  readonly focalPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Head-frame point p lies at HEAD_TO_CAMERA · rotation · p + translation, millimetres. */
export interface HeadPose {
  readonly rotation: Mat3;
  readonly translation: Vec3;
}

export interface TrackedFace {
  readonly landmarks: Landmarks;
  readonly pose: HeadPose;
  /** 478 points in the head frame, mm: this person's face, true to size, as it is in this picture. */
  readonly surface: Float64Array;
  readonly irisPx: number;
}

/** Degrees, as engine.types.HeadPose has them. */
export function yawDeg(pose: HeadPose): number {
  return degrees(Math.asin(Math.max(-1, Math.min(1, -pose.rotation[6]))));
}

export function pitchDeg(pose: HeadPose): number {
  return degrees(Math.atan2(pose.rotation[7], pose.rotation[8]));
}

export function rollDeg(pose: HeadPose): number {
  return degrees(Math.atan2(pose.rotation[3], pose.rotation[0]));
}

export function distanceMm(pose: HeadPose): number {
  return Math.hypot(...pose.translation);
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

/** A camera whose field of view nobody knows is taken for a common webcam: 65.2 degrees along its longer side. */
export function usualCamera(widthPx: number, heightPx: number): Camera {
  const focalPx = Math.max(widthPx, heightPx) / 2 / Math.tan(((65.2 / 2) * Math.PI) / 180);
  return { focalPx, widthPx, heightPx };
}
