"""How a frame sits on one face: it rests on the nose and the ears by its own geometry, in millimetres.

Pure and smooth: a surface that moves a little moves the fit a little, nothing snaps.
"""

from __future__ import annotations

import math

import numpy as np

from engine.eyewear.contact import ContactPoints, contact_points
from engine.eyewear.mesh import MIRROR_X
from engine.eyewear.nose import Nose, Sockets, nose_of, sockets_of
from engine.types import Fit, FitVerdict, FloatArray, FrameSpec, TrackedFace

VERTEX_MM = 13.0
"""Distance from lens to eye that a frame is adjusted to: 12 to 14 mm by trade practice (the term: ISO 13666)."""
_VERTEX_PLAY_MM, _HEIGHT_PLAY_MM = 1.5, 2.5
"""How readily a frame gives way in depth and in height when both cannot be had."""
PUPIL_ABOVE_MIDDLE = 0.18
"""Where the pupil lies above the middle of the lens box, in half boxes."""
_SLIDES_MM: FloatArray = np.arange(-9.0, 6.01, 0.5)
_SOFTNESS_MM = 0.25
"""Contacts nearer to each other than this share the load."""
_MOST_TURN_DEG = 7.0
_SPLAY_LIMITS_DEG = (-3.0, 14.0)
_TEMPLE_HALF_MM = 2.0
"""From the middle of a temple down to where it lies on the ear."""
_TEMPLE_INSIDE_MM = 2.2
"""From the hinge's axis to the inside of the temple."""
_SKIN_ROUNDNESS_MM = 8.0
BROW_AND_CHEEKS = [
    *(280, 330, 329, 347, 346, 348, 282, 283, 295, 296, 276, 334),
    *(50, 101, 100, 118, 117, 119, 52, 53, 65, 66, 46, 105),
]
_VERDICTS = (
    (-10.0, FitVerdict.TOO_NARROW),
    (-4.0, FitVerdict.NARROW),
    (6.0, FitVerdict.GOOD),
    (12.0, FitVerdict.WIDE),
)
"""Upper limits of front width minus temple width, mm. A front should be as wide as the face at the temples, so
that the sides touch the head only just before the ears (Brooks and Borish, System for Ophthalmic Dispensing); the
figures are ours, one step of eye size (2 mm a lens) about the play of a hinge."""


def fit(spec: FrameSpec, face: TrackedFace) -> Fit:
    """How the frame sits on the face, from its surface alone; a steady surface gives a steady fit."""
    points, nose, sockets = contact_points(spec), nose_of(face.surface_mm), sockets_of(face.surface_mm)
    nominal = np.array(
        [nose.middle_x_mm, _nominal_height(spec, points, sockets), sockets.cornea_z_mm + VERTEX_MM]
    )
    turn = _turn_onto_ears(points, sockets, nominal)
    place = _rest_on_nose(
        _turned(points.nose_mm, turn), _turned(points.lens_centre_mm, turn), nose, sockets, nominal
    )
    place = _clear_of_skin(place, _turned(points.rim_mm, turn), face.surface_mm)
    turn = _turn_onto_ears(points, sockets, place)
    return _fit(spec, face, sockets, place, turn)


def _nominal_height(spec: FrameSpec, points: ContactPoints, sockets: Sockets) -> float:
    above = PUPIL_ABOVE_MIDDLE * spec.lens_height_mm / 2
    return sockets.pupil_y_mm - above - float(points.lens_centre_mm[1])


def _turned(points: FloatArray, turn: float) -> FloatArray:
    """Points (..., 3) turned about the level axis through the bridge; positive lifts the temples."""
    cos, sin = math.cos(turn), math.sin(turn)
    turned: FloatArray = points @ np.array([[1.0, 0.0, 0.0], [0.0, cos, sin], [0.0, -sin, cos]])
    return turned


def _turn_onto_ears(points: ContactPoints, sockets: Sockets, place: FloatArray) -> float:
    """The turn (radians) at which the temples lie on the ears, for a bridge at that place."""
    ears = (sockets.left_ear_mm + sockets.right_ear_mm) / 2 - place
    reach = math.hypot(ears[1], ears[2])
    underside = float(points.hinge_mm[1]) - _TEMPLE_HALF_MM
    turn = math.atan2(ears[1], -ears[2]) - math.asin(max(-0.9, min(0.9, underside / reach)))
    most = math.radians(_MOST_TURN_DEG)
    return most * math.tanh(turn / most)


def _rest_on_nose(
    contacts: FloatArray, lens: FloatArray, nose: Nose, sockets: Sockets, nominal: FloatArray
) -> FloatArray:
    """Where the bridge comes to rest: slid along the nose until height and vertex distance are best agreed."""
    height = nominal[1] + _SLIDES_MM
    depth = _depth_on_nose(contacts, nose, height)
    vertex = depth + lens[2] - sockets.cornea_z_mm
    strain = ((vertex - VERTEX_MM) / _VERTEX_PLAY_MM) ** 2 + (_SLIDES_MM / _HEIGHT_PLAY_MM) ** 2
    weight = np.exp((strain.min() - strain) / 0.3)
    rest = float(weight @ height / weight.sum())
    return np.array([nominal[0], rest, np.interp(rest, height, depth)])


def _depth_on_nose(contacts: FloatArray, nose: Nose, height_mm: FloatArray) -> FloatArray:
    """z of the bridge (n,) at which the first contacts touch, for bridges at heights (n,)."""
    skin = nose.height(contacts[:, :1], contacts[:, 1:2] + height_mm)
    return _soft_max(skin - contacts[:, 2:3])


def _soft_max(values: FloatArray) -> FloatArray:
    """The largest of the first axis, rounded where several come close."""
    most = values.max(axis=0)
    soft: FloatArray = most + _SOFTNESS_MM * np.log(np.exp((values - most) / _SOFTNESS_MM).sum(axis=0))
    return soft


def _clear_of_skin(place: FloatArray, rim: FloatArray, surface_mm: FloatArray) -> FloatArray:
    """Moved forward as far as brow and cheeks ask: skin is taken to fall off around each of its points."""
    skin = surface_mm[BROW_AND_CHEEKS]
    aside = np.abs(skin[:, 0] - place[0])[:, None] - rim[:, 0]
    above = skin[:, 1][:, None] - place[1] - rim[:, 1]
    deep = skin[:, 2][:, None] - place[2] - rim[:, 2] - (aside * aside + above * above) / _SKIN_ROUNDNESS_MM
    push = float(_soft_max(deep.ravel()))
    forward = _SOFTNESS_MM * math.log1p(math.exp(min(push / _SOFTNESS_MM, 50.0)))
    cleared: FloatArray = place + np.array([0.0, 0.0, forward])
    return cleared


def _fit(spec: FrameSpec, face: TrackedFace, sockets: Sockets, place: FloatArray, turn: float) -> Fit:
    points = contact_points(spec)
    lens, hinge = place + _turned(points.lens_centre_mm, turn), _turned(points.hinge_mm, turn)
    tilt = math.radians(spec.pantoscopic_deg) + turn
    width = _temple_width(face, sockets)
    half_pd = face.measures.pd.value / 2 if face.measures else sockets.half_pd_mm
    return Fit(
        eyewear_to_head=_rigid(place, turn),
        left_splay_deg=_splay(hinge * MIRROR_X, sockets.left_ear_mm - place, -1.0),
        right_splay_deg=_splay(hinge, sockets.right_ear_mm - place, 1.0),
        verdict=verdict_of(spec.front_width_mm - width),
        width_ratio=spec.front_width_mm / _face_width(face),
        pantoscopic_deg=math.degrees(tilt),
        vertex_distance_mm=float(lens[2]) - sockets.cornea_z_mm,
        fitting_height_mm=spec.lens_height_mm / 2 + (sockets.pupil_y_mm - float(lens[1])) / math.cos(tilt),
        decentration_mm=float(points.lens_centre_mm[0]) - half_pd,
    )


def verdict_of(wider_mm: float) -> FitVerdict:
    """What is said of a front that much wider than the face at the temples."""
    return next((verdict for limit, verdict in _VERDICTS if wider_mm < limit), FitVerdict.TOO_WIDE)


def _temple_width(face: TrackedFace, sockets: Sockets) -> float:
    return face.measures.temple_width.value if face.measures else sockets.temple_width_mm


def _face_width(face: TrackedFace) -> float:
    """Of the measured face, else between the outermost points of its surface at the cheekbones."""
    if face.measures:
        return face.measures.face_width.value
    return float(face.surface_mm[454, 0] - face.surface_mm[234, 0])


def _rigid(place: FloatArray, turn: float) -> FloatArray:
    matrix = np.eye(4)
    matrix[:3, :3] = _turned(np.eye(3), turn).T
    matrix[:3, 3] = place
    return matrix


def _splay(hinge: FloatArray, ear: FloatArray, side: float) -> float:
    """Degrees a temple opens so that its inside passes the root of the ear; both seen from the bridge."""
    outward = side * float(ear[0] - hinge[0]) + _TEMPLE_INSIDE_MM
    opening = math.degrees(math.atan2(outward, max(float(hinge[2] - ear[2]), 20.0)))
    low, high = _SPLAY_LIMITS_DEG
    middle, half = (low + high) / 2, (high - low) / 2
    return middle + half * math.tanh((opening - middle) / half)
