/** The engine's mean face: what a face is before anything is known of this one (engine/face/mean_face.py). */
import { LANDMARKS } from "./types";
import data from "../../../../build/web-data/face.json";

export const SKIN_LANDMARKS = 468;
export const IRIS_CENTRES = [468, 473] as const;
const STILL_ABOVE_MM = -45;
const SOFTNESS_MM = 8;

/** 478 points, x y z one after the other, millimetres in the head frame. */
export const MEAN_FACE: Float64Array = Float64Array.from(data.mean_face_um, (um) => um / 1000);
/** For each landmark the one that takes its place when the picture is mirrored. */
export const MIRROR_INDEX: readonly number[] = data.mirror_index;
/** Corners of the face's 898 triangles, counter-clockwise from outside. */
export const FACE_TRIANGLES: readonly number[] = data.triangles;

/** 0 to 1: how little each landmark moves when a face talks and looks around. */
export const STILLNESS: Float64Array = Float64Array.from({ length: LANDMARKS }, (_, point) =>
  point >= SKIN_LANDMARKS ? 0 : 1 / (1 + Math.exp((STILL_ABOVE_MM - MEAN_FACE[3 * point + 1]) / SOFTNESS_MM)),
);
const total = STILLNESS.reduce((sum, value) => sum + value, 0);
/** Adding up to one. */
export const WEIGHTS: Float64Array = STILLNESS.map((value) => value / total);
