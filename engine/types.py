"""The values that travel through the mirror: plain, frozen, without OpenCV, MediaPipe, OpenGL or Qt.

Axes. *Camera frame* (OpenCV): x right, y down, z away from the camera, millimetres.
*Head frame*: x to image right, y up, z towards the camera, origin midway between the centres of the eyeballs
(the pupils of the mean face lie 16.7 mm before it), millimetres.
*Eyewear frame*: the axes of the head frame, origin on the back of the bridge where it rests on the nose.
Pictures are never mirrored here; only the last drawing step mirrors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

ByteArray = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

HEAD_TO_CAMERA_AXES: FloatArray = np.diag([1.0, -1.0, -1.0])
"""Turns head axes (y up, z to the camera) into camera axes (y down, z away)."""


class Clock(Protocol):
    """Monotonic time in nanoseconds; tests own one they can advance."""

    def now_ns(self) -> int: ...

    def wait_until_ns(self, moment_ns: int) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of the camera and the moment it was taken."""

    pixels: ByteArray
    """(height, width, 3), blue-green-red as OpenCV delivers it, sRGB, not mirrored, never written to."""
    captured_ns: int
    """Monotonic capture time."""
    source: str
    """What people call the source: `camera 0`, `demo`, a file name."""

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class CameraModel:
    """A pinhole camera with square pixels and its optical axis through the centre of the picture."""

    focal_px: float
    width_px: int
    height_px: int

    @classmethod
    def from_horizontal_fov(cls, fov_deg: float, width_px: int, height_px: int) -> CameraModel:
        """The camera whose picture is `fov_deg` wide."""
        return cls(width_px / 2 / math.tan(math.radians(fov_deg) / 2), width_px, height_px)

    @property
    def horizontal_fov_deg(self) -> float:
        return math.degrees(2 * math.atan(self.width_px / 2 / self.focal_px))

    def project(self, points_mm: FloatArray) -> FloatArray:
        """Camera-frame points (n, 3) in mm to pixels (n, 2)."""
        centre = np.array([self.width_px / 2, self.height_px / 2])
        projected: FloatArray = points_mm[:, :2] / points_mm[:, 2:3] * self.focal_px + centre
        return projected


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """MediaPipe's face mesh with irises in the picture it was found in."""

    points_px: FloatArray
    """(478, 3): x right, y down, in pixels; z in pixels of the same scale, smaller is nearer."""
    width_px: int
    height_px: int


class FaceTracker(Protocol):
    """Finds the landmarks of the nearest face, frame after frame; used from one thread."""

    def find(self, frame: Frame) -> Landmarks | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """Where the head is: head-frame point p lies at `HEAD_TO_CAMERA_AXES @ rotation @ p + t`."""

    rotation: FloatArray
    """(3, 3) = Rz(roll) @ Ry(yaw) @ Rx(pitch) in head axes."""
    translation_mm: FloatArray
    """(3,) camera frame: the origin of the head frame."""
    residual_px: float = 0.0
    """RMS distance between the landmarks used and the model's projection."""

    @property
    def yaw_deg(self) -> float:
        """Positive when the person turns to the picture's right."""
        return math.degrees(math.asin(float(np.clip(-self.rotation[2, 0], -1.0, 1.0))))

    @property
    def pitch_deg(self) -> float:
        """Positive when the person looks down."""
        return math.degrees(math.atan2(float(self.rotation[2, 1]), float(self.rotation[2, 2])))

    @property
    def roll_deg(self) -> float:
        """Positive when the head turns counter-clockwise in the picture."""
        return math.degrees(math.atan2(float(self.rotation[1, 0]), float(self.rotation[0, 0])))

    @property
    def distance_mm(self) -> float:
        """From the camera to the point between the eyes."""
        return float(np.linalg.norm(self.translation_mm))

    def to_camera(self, points_mm: FloatArray) -> FloatArray:
        """Head-frame points (n, 3) in the camera frame."""
        turned: FloatArray = points_mm @ (HEAD_TO_CAMERA_AXES @ self.rotation).T + self.translation_mm
        return turned


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value with the interval that holds the truth nine times in ten."""

    value: float
    low: float
    high: float


class Shape(StrEnum):
    """Face shapes. Diamond and triangle are offered by convention and have never been validated."""

    HEART = "heart"
    OBLONG = "oblong"
    OVAL = "oval"
    ROUND = "round"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


UNVALIDATED_SHAPES = frozenset({Shape.DIAMOND, Shape.TRIANGLE})
"""Named by rule only: no labelled photographs exist, so no confidence can be given."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for people: the key of its words and what they speak of; languages live in `assets`."""

    key: str
    parameters: tuple[tuple[str, str | float], ...] = ()
    """Name and value; numbers in the unit the name says (`width_mm`, `jaw_percent`)."""


@dataclass(frozen=True, slots=True)
class FaceShape:
    """All shapes with calibrated confidence, likeliest first, and what decided it."""

    ranking: tuple[tuple[Shape, float], ...]
    """Validated shapes' confidences add up to 1; those of `UNVALIDATED_SHAPES` are 0."""
    reasons: tuple[Reason, ...] = ()
    """The two or three measures that decided, most telling first."""
    by_convention: Shape | None = None
    """Diamond or triangle when the rule for it holds: not validated, offered beside the two best."""

    @property
    def best(self) -> Shape:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


class ScaleSource(StrEnum):
    """What made millimetres of pixels."""

    IRIS = "iris"
    """The width of the iris together with what is usual among people: good for try-on and frame sizes."""
    REFERENCE = "reference"
    """Something of known size or distance in the picture."""


@dataclass(frozen=True, slots=True)
class FaceMeasures:
    """What is known of this face, in millimetres, pooled over the session so far."""

    pd: Measure
    """Far pupillary distance, binocular."""
    near_pd: Measure
    face_width: Measure
    """Between the outermost points of the cheekbones (bizygomatic)."""
    temple_width: Measure
    """Between the temples at eye level, where the sides of a frame pass."""
    bridge_width: Measure
    """Width of the nose bridge where pads rest."""
    bridge_height: Measure
    """Height of the bridge's saddle above the line between the pupils (below it: negative)."""
    right_pd: Measure
    """Monocular: from the middle of the bridge to the person's right pupil."""
    left_pd: Measure
    scale: ScaleSource = ScaleSource.IRIS
    frame_count: int = 1
    """Frames that went into it."""


class FrameShape(StrEnum):
    """Outlines of the lens opening."""

    ROUND = "round"
    PANTO = "panto"
    OVAL = "oval"
    RECTANGLE = "rectangle"
    SQUARE = "square"
    WAYFARER = "wayfarer"
    AVIATOR = "aviator"
    CAT_EYE = "cat_eye"
    BROWLINE = "browline"
    HEXAGONAL = "hexagonal"
    BUTTERFLY = "butterfly"


class RimStyle(StrEnum):
    FULL = "full"
    HALF = "half"
    RIMLESS = "rimless"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """A spectacle frame in the boxing system (ISO 8624)."""

    shape: FrameShape
    lens_width_mm: float
    """A: width of the box around the lens."""
    lens_height_mm: float
    """B: height of the box around the lens."""
    bridge_mm: float
    """DBL: distance between lenses."""
    temple_mm: float
    """Length of the temple along its bend."""
    rim: RimStyle = RimStyle.FULL
    rim_thickness_mm: float = 4.0
    """Seen from the front."""
    rim_depth_mm: float = 4.0
    """Front to back."""
    wrap_deg: float = 5.0
    """Face-form angle: how far each lens turns towards its temple."""
    pantoscopic_deg: float = 8.0
    """How far the lower rim tilts towards the cheek."""
    has_nose_pads: bool = False
    end_piece_mm: float = 5.0
    """How far the end piece, where the temple hangs, stands out beyond the rim on either side."""

    @property
    def front_width_mm(self) -> float:
        """Across the whole front: 2A + DBL, a rim and an end piece on either side."""
        rim_mm = 0.0 if self.rim is RimStyle.RIMLESS else self.rim_thickness_mm
        return 2 * self.lens_width_mm + self.bridge_mm + 2 * (rim_mm + self.end_piece_mm)


Rgb = tuple[float, float, float]
"""sRGB, 0 to 1."""


class Pattern(StrEnum):
    """How the colour of a frame is spread."""

    SOLID = "solid"
    TORTOISE = "tortoise"
    CRYSTAL = "crystal"
    TWO_TONE = "two_tone"


class FrameMaterial(StrEnum):
    ACETATE = "acetate"
    METAL = "metal"


class LensKind(StrEnum):
    CLEAR = "clear"
    TINTED = "tinted"
    GRADIENT = "gradient"
    MIRRORED = "mirrored"


@dataclass(frozen=True, slots=True)
class LensFinish:
    kind: LensKind = LensKind.CLEAR
    tint: Rgb = (1.0, 1.0, 1.0)
    """Colour of the light that passes; the lens transmits tint * transmittance."""
    transmittance: float = 0.97
    mirror: Rgb = (0.0, 0.0, 0.0)
    """Colour of a mirror coating."""


@dataclass(frozen=True, slots=True)
class FrameFinish:
    """What a colour variant of a frame is made of."""

    material: FrameMaterial
    colour: Rgb
    pattern: Pattern = Pattern.SOLID
    second_colour: Rgb = (0.0, 0.0, 0.0)
    """Of the flecks of tortoise, or the lower half of two-tone."""
    lens: LensFinish = LensFinish()


@dataclass(frozen=True, slots=True)
class Eyewear:
    """A frame one can put on: geometry and finish, known to the shop by its SKU."""

    sku: str
    spec: FrameSpec
    finish: FrameFinish


class FitVerdict(StrEnum):
    TOO_NARROW = "too_narrow"
    NARROW = "narrow"
    GOOD = "good"
    WIDE = "wide"
    TOO_WIDE = "too_wide"


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a frame sits on one face, by its own geometry: nothing is stretched."""

    eyewear_to_head: FloatArray
    """(4, 4) rigid, mm: eyewear frame to head frame."""
    left_splay_deg: float
    """Opening of the temple on the image-left side at its hinge, outwards positive."""
    right_splay_deg: float
    verdict: FitVerdict
    width_ratio: float
    """Front width of the frame over the width of the face."""
    pantoscopic_deg: float
    """As worn."""
    vertex_distance_mm: float
    """From the back of the lens to the front of the eye."""
    fitting_height_mm: float = 0.0
    """From the lowest point of the lens box to the pupil."""
    decentration_mm: float = 0.0
    """From the centre of the lens box to the pupil, towards the nose positive, mean of both eyes."""


@dataclass(frozen=True, slots=True)
class WornMeasures:
    """How the frame that is on stands before the eyes; mm and degrees, each eye the person's own."""

    fitting_height: Measure
    """From the lowest point of the lens box up to the pupil."""
    width_ratio: Measure
    """Front of the frame over width of the face."""
    right_decentration: Measure
    left_decentration: Measure
    """From the centre of the lens box to the pupil, towards the nose positive."""
    right_eye_across: Measure
    left_eye_across: Measure
    """Where the pupil stands in the lens box: 0 at its nasal edge, 1 at its temporal edge."""
    eye_up: Measure
    """The same from the bottom of the lens box (0) to its top (1)."""
    vertex_distance: Measure
    pantoscopic_deg: Measure
    """As worn."""


class Covering(StrEnum):
    """What a person wears that hides part of the face or falsifies measures."""

    GLASSES = "glasses"
    """The person's own."""
    MASK = "mask"
    HAT = "hat"
    """Or anything else that hides the forehead down to the brows' height, hair too."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of a person beyond measures."""

    coverings: frozenset[Covering] = frozenset()
    to_say: Covering | None = None
    """What the person should be asked to take off now."""
    is_photo: bool = False
    """Turned like a flat thing, or did not stir for long: a photo, a poster, a statue."""


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFace:
    """The nearest face of one frame, smoothed."""

    landmarks: Landmarks
    pose: HeadPose
    surface_mm: FloatArray
    """(478, 3) head frame: this person's face, true to size, as it is in this frame."""
    iris_px: float
    """Mean horizontal iris diameter in the picture."""
    measures: FaceMeasures | None = None
    shape: FaceShape | None = None
    watched: Watched = Watched()


class FaceProblem(StrEnum):
    """Why a picture gives no measures, or not all of them."""

    NO_FACE = "no_face"
    NOT_A_FACE = "not_a_face"
    """Something face-like that cannot be a living face before the camera: an animal, a statue, a drawing."""
    TOO_SMALL = "face_too_small"
    TURNED_AWAY = "turned_away"
    COVERED = "covered"
    """A mask hides the outline: no shape."""
    PHOTO = "photo"
    """A flat picture of a face: it turns without parallax. Told over several frames only."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceReport:
    """All that is known of the face in one picture, or pooled over several."""

    found: bool
    problem: FaceProblem | None = None
    landmarks: Landmarks | None = None
    pose: HeadPose | None = None
    measures: FaceMeasures | None = None
    face_shape: FaceShape | None = None
    coverings: frozenset[Covering] | None = frozenset()
    """What the person wears; None when this view does not tell."""


class Hint(StrEnum):
    """What the person before the mirror should do, if anything."""

    NONE = "none"
    NO_FACE = "no_face"
    TOO_NEAR = "too_near"
    TOO_FAR = "too_far"
    TURNED_AWAY = "turned_away"
    GLASSES_ON = "glasses_on"
    MASK_ON = "mask_on"
    HAT_ON = "hat_on"
    PHOTO = "photo"
    CAMERA_LOST = "camera_lost"


@dataclass(frozen=True, slots=True, eq=False)
class FollowedFace:
    """What following one frame's face gives."""

    face: TrackedFace | None
    opacity: float
    """How visible glasses on this face should be, 0 to 1."""
    hint: Hint


@dataclass(frozen=True, slots=True, eq=False)
class MirrorState:
    """Everything one painted picture needs, computed from one frame: picture and overlay cannot disagree."""

    frame: Frame
    camera: CameraModel
    face: TrackedFace | None
    eyewear: Eyewear | None
    fit: Fit | None
    opacity: float
    """0 (no glasses) to 1; fades while the face is lost or turned away."""
    hint: Hint
