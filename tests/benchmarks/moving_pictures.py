"""Clips of known motion, made from one picture of a known head: what a camera sees when it turns, rolls or zooms.

A camera that turns about its own centre changes a picture by a homography, exactly; the head moves in its frame as
if it had circled the camera. Nearing is a zoom: right in size, without the change of perspective.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from engine.pipeline.registration import TrueHead
from engine.types import ByteArray, FloatArray, Frame, HeadPose

FPS = 30.0
_EXPOSURE_S = 1 / 60
_SHUTTER = 4
"""Moments averaged within an exposure: motion blur."""


@dataclass(frozen=True, slots=True)
class CameraMove:
    """Where the camera has turned to at one moment."""

    aside_deg: float = 0.0
    roll_deg: float = 0.0
    zoom: float = 1.0


Motion = Callable[[float], CameraMove]


def swing(size: float, hertz: float) -> Callable[[float], float]:
    """To and fro by `size`, so many times a second."""
    return lambda second: size * math.sin(2 * math.pi * hertz * second)


def sideways(degrees: float, hertz: float) -> Motion:
    angle = swing(degrees, hertz)
    return lambda second: CameraMove(aside_deg=angle(second))


def nearing(parts: float, hertz: float) -> Motion:
    part = swing(parts, hertz)
    return lambda second: CameraMove(zoom=1 + part(second))


def rolling(degrees: float, hertz: float) -> Motion:
    angle = swing(degrees, hertz)
    return lambda second: CameraMove(roll_deg=angle(second))


def clip(
    pixels: ByteArray, head: TrueHead, motion: Motion, seconds: float
) -> tuple[list[Frame], list[TrueHead]]:
    """Frames with motion blur, and where the head is in each (at mid-exposure)."""
    moments = [number / FPS for number in range(round(seconds * FPS))]
    frames = [
        Frame(_exposed(pixels, head, motion, moment), round(moment * 1e9), "clip") for moment in moments
    ]
    return frames, [_moved(head, motion(moment)) for moment in moments]


def noisy(pixels: ByteArray, grey_levels: float, count: int) -> list[Frame]:
    """The same picture again and again through a camera with this much noise."""
    noise = np.random.default_rng(0)
    pictures = (pixels + noise.normal(0.0, grey_levels, pixels.shape) for _ in range(count))
    return [
        Frame(np.clip(np.rint(picture), 0, 255).astype(np.uint8), round(number / FPS * 1e9), "noisy")
        for number, picture in enumerate(pictures)
    ]


def _exposed(pixels: ByteArray, head: TrueHead, motion: Motion, moment: float) -> ByteArray:
    steps = (np.arange(_SHUTTER) + 0.5) / _SHUTTER - 0.5
    seen = [_warped(pixels, head, motion(moment + step * _EXPOSURE_S)) for step in steps]
    return np.mean(seen, axis=0).astype(np.uint8)


def _warped(pixels: ByteArray, head: TrueHead, move: CameraMove) -> ByteArray:
    camera = head.camera
    lens = np.array(
        [[camera.focal_px, 0, camera.width_px / 2], [0, camera.focal_px, camera.height_px / 2], [0, 0, 1]]
    )
    zoomed = lens @ np.diag([move.zoom, move.zoom, 1.0])
    size = (camera.width_px, camera.height_px)
    warp = zoomed @ _turn(move) @ np.linalg.inv(lens)
    return np.asarray(cv2.warpPerspective(pixels, warp, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _moved(head: TrueHead, move: CameraMove) -> TrueHead:
    turn = _turn(move)
    axes = np.diag([1.0, -1.0, -1.0])
    x, y, z = turn @ head.pose.translation_mm
    return TrueHead(
        HeadPose(axes @ turn @ axes @ head.pose.rotation, np.array([x, y, z / move.zoom])), head.camera
    )


def _turn(move: CameraMove) -> FloatArray:
    """(3, 3) camera axes."""
    aside, roll = math.radians(move.aside_deg), math.radians(move.roll_deg)
    about_y = np.array(
        [[math.cos(aside), 0, math.sin(aside)], [0, 1, 0], [-math.sin(aside), 0, math.cos(aside)]]
    )
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y, dtype=np.float64)
