"""Where hair lies in front of the temples of glasses: over the ears of people who wear it so. Pure.

Hair above an uncovered ear lies behind a temple; hair that covers the ear, before it. So each ear is looked at first,
and only where it is covered does hair hide the temple, pixel by pixel, by its own colour. What cannot be told from
skin or from the wall beside the head is no hair: a temple drawn over a strand disturbs less than one with holes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from engine.face.complexion import Complexion, seen_tones
from engine.render.head import LEFT_SIDE, RIGHT_SIDE, ears
from engine.render.viewport import Crop
from engine.types import ByteArray, FloatArray, MirrorState, Rgb, TrackedFace

Share = npt.NDArray[np.float32]

_TONES_EVERY_NS, _EARS_EVERY_NS = 1_000_000_000, 100_000_000
_SETTLE_S = 0.5
"""Time constant of believing that an ear is covered, or free again."""
_FREE, _COVERED = 0.42, 0.58
"""Share of hair over an ear below which it is free, and above which it is covered; between, what was known holds."""
_EARS_HANG_MM = 30.0
"""How far below the ear of the mean head ears are looked for: pose and people differ."""
_BESIDE_MM = 70.0
"""So far out of an ear there is no more hair, but what is behind the person."""
_LEAST_PIXELS = 40
"""An ear seen on fewer is seen edge on: what was known of it stays."""
_BROW_TAILS = (46, 276)
_HAIR_BEGINS, _HAIR_FULL = 0.3, 0.75
"""Between the tail of the brow (0), which has the hair's colour, and the side of the head (1)."""
_LIGHTNESS_OF_HAIR, _LIGHTNESS_OF_SKIN = 0.5, 0.35
"""What a difference in CIELAB lightness weighs against one in colour: hair shines, skin lies in shade."""
_SOFTNESS_DE = 3.0
_LIKE_HAIR_DE, _UNLIKE_HAIR_DE = 18.0, 32.0
"""Nearer to its tone than this a pixel may be hair, farther it is something else."""
_SOME = 0.02
_MARGIN_PX = 8
_BLUR_PX = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class HairMask:
    """How much of a temple hair hides."""

    part: Crop
    """Of the camera picture."""
    hidden: ByteArray
    """(rows, columns) of the part: 255 hides all; 0 along its border."""


class Side:
    """One side of the head in the picture; 0: image left, 1: image right."""

    def __init__(self, state: MirrorState, face: TrackedFace, index: int) -> None:
        ear = ears(face.surface_mm)[index]
        hanging = np.concatenate([ear, ear - np.array([0.0, _EARS_HANG_MM, 0.0])])
        outwards = (1.0 if index else -1.0) * _BESIDE_MM
        points = face.landmarks.points_px[:, :2]

        def seen(points_mm: FloatArray) -> FloatArray:
            return state.camera.project(face.pose.to_camera(points_mm))

        self.ear_px = seen(hanging)
        self.beside_px = seen(hanging + np.array([outwards, 0.0, 0.0]))
        self.brow_px = points[_BROW_TAILS[index]]
        self.before_ear_px = points[(LEFT_SIDE, RIGHT_SIDE)[index]]


class HairFollower:
    """Remembers from picture to picture, by capture time, which ears are covered."""

    def __init__(self) -> None:
        self._tones: Complexion | None = None
        self._is_covered = [False, False]
        self._covered = [0.0, 0.0]
        self._toned_ns: int | None = None
        self._looked_ns: int | None = None

    def follow(self, state: MirrorState) -> Mapping[str, HairMask]:
        """What hides the temples in this picture, by the temple's name; nothing for most people."""
        face, now_ns = state.face, state.frame.captured_ns
        if face is None:
            return {}
        if _is_time(self._toned_ns, now_ns, _TONES_EVERY_NS):
            self._tones, self._toned_ns = seen_tones(state.frame, face.landmarks) or self._tones, now_ns
        if self._tones is None or self._tones.hair is None:
            return {}
        is_time_to_look = _is_time(self._looked_ns, now_ns, _EARS_EVERY_NS)
        if not is_time_to_look and max(self._covered) <= _SOME:
            return {}
        sides = [Side(state, face, index) for index in (0, 1)]
        if is_time_to_look:
            self._look(state, self._tones, sides)
        masks = {}
        for name, side, covered in zip(("TempleL", "TempleR"), sides, self._covered, strict=True):
            mask = _mask(state.frame.pixels, side, self._tones, covered) if covered > _SOME else None
            if mask is not None:
                masks[name] = mask
        return masks

    def _look(self, state: MirrorState, tones: Complexion, sides: list[Side]) -> None:
        now_ns, before_ns = state.frame.captured_ns, self._looked_ns
        passed_s = None if before_ns is None or now_ns < before_ns else (now_ns - before_ns) * 1e-9
        share = 1.0 if passed_s is None else 1 - math.exp(-passed_s / _SETTLE_S)
        self._looked_ns = now_ns
        for index, side in enumerate(sides):
            seen = hair_over(state.frame.pixels, side, tones)
            if seen is not None and not _FREE < seen < _COVERED:
                self._is_covered[index] = seen >= _COVERED
            self._covered[index] += (float(self._is_covered[index]) - self._covered[index]) * share


def hairness(pixels: ByteArray, tones: Complexion) -> Share:
    """(rows, columns), 0 to 1: how much each pixel looks like this person's hair rather than skin or anything else."""
    assert tones.hair is not None
    lab: Share = cv2.cvtColor(pixels, cv2.COLOR_BGR2Lab).astype(np.float32)
    from_hair = _distance(lab, tones.hair, _LIGHTNESS_OF_HAIR)
    from_skin = _distance(lab, tones.skin, _LIGHTNESS_OF_SKIN)
    rather = 1 / (1 + np.exp(np.clip((from_hair - from_skin) / _SOFTNESS_DE, -30, 30)))
    like = np.clip((_UNLIKE_HAIR_DE - from_hair) / (_UNLIKE_HAIR_DE - _LIKE_HAIR_DE), 0, 1)
    share: Share = (rather * like).astype(np.float32)
    return share


def hair_over(pixels: ByteArray, side: Side, tones: Complexion) -> float | None:
    """The share of hair over an ear, less where the wall beside it looks the same; None when too little is seen."""
    over, beside = (_share_within(pixels, place, tones) for place in (side.ear_px, side.beside_px))
    return None if over is None else over * (1 - float(_step(beside or 0.0, 0.3, 0.6)))


def _share_within(pixels: ByteArray, points_px: FloatArray, tones: Complexion) -> float | None:
    """The share of hair within the hull of some points; None when too little of it is in the picture."""
    box = _cut(pixels, points_px, 0)
    if box is None:
        return None
    left, top, part = box
    inside = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, cv2.convexHull(np.round(points_px - (left, top)).astype(np.int32)), 1)
    if inside.sum() < _LEAST_PIXELS:
        return None
    return float(hairness(part, tones)[inside > 0].mean())


def _mask(pixels: ByteArray, side: Side, tones: Complexion, covered: float) -> HairMask | None:
    way = side.before_ear_px - side.brow_px
    length = float(np.linalg.norm(way))
    around = np.concatenate([side.ear_px, [side.brow_px, side.before_ear_px]])
    box = _cut(pixels, around, _MARGIN_PX + round(length / 2))
    if box is None or length < 1:
        return None
    left, top, part = box
    share = cv2.GaussianBlur(hairness(part, tones), (0, 0), _BLUR_PX)
    rows, columns = np.indices(part.shape[:2], dtype=np.float32)
    along = (
        (columns + left - side.brow_px[0]) * way[0] + (rows + top - side.brow_px[1]) * way[1]
    ) / length**2
    hidden = np.rint(share * _step(along, _HAIR_BEGINS, _HAIR_FULL) * (covered * 255)).astype(np.uint8)
    hidden[[0, -1]] = 0
    hidden[:, [0, -1]] = 0
    return HairMask(Crop(left, top, part.shape[1], part.shape[0]), np.ascontiguousarray(hidden))


def _cut(pixels: ByteArray, points_px: FloatArray, margin_px: int) -> tuple[int, int, ByteArray] | None:
    """Left and top of the box around some points, and the picture within; None outside of the picture."""
    low = np.maximum(np.floor(points_px.min(axis=0)).astype(int) - margin_px, 0)
    high = np.minimum(np.ceil(points_px.max(axis=0)).astype(int) + margin_px, pixels.shape[1::-1])
    if (high - low < 3).any():
        return None
    return int(low[0]), int(low[1]), pixels[low[1] : high[1], low[0] : high[0]]


def _distance(lab: Share, tone: Rgb, lightness_weight: float) -> Share:
    """Of pixels in OpenCV's eight-bit CIELAB, lightness 0 to 255, in units of CIELAB."""
    goal = cv2.cvtColor(np.array([[tone]], np.float32), cv2.COLOR_RGB2Lab)[0, 0]
    lightness = (lab[..., 0] * np.float32(100 / 255) - goal[0]) * np.float32(lightness_weight)
    green_red, blue_yellow = lab[..., 1] - (goal[1] + 128), lab[..., 2] - (goal[2] + 128)
    distance: Share = np.sqrt(lightness**2 + green_red**2 + blue_yellow**2)
    return distance


def _step(value: FloatArray | float, start: float, end: float) -> FloatArray:
    """0 up to `start`, 1 from `end` on, smooth between."""
    part = np.clip((np.asarray(value) - start) / (end - start), 0.0, 1.0)
    smooth: FloatArray = part * part * (3 - 2 * part)
    return smooth


def _is_time(last_ns: int | None, now_ns: int, every_ns: int) -> bool:
    return last_ns is None or not 0 <= now_ns - last_ns < every_ns
