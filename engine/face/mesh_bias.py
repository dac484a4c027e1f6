"""What the face mesh gets wrong about every head in the same way, taken back.

The mesh was taught on faces looking ahead and clings to them. Against the exact pose of five rendered heads
(tests/benchmarks/test_registration.py) it follows 75 to 83 % of a nod and draws a turned head 3 to 5 % too large
at 38 degrees. Nodding about the picture's horizontal also turns a head that looks aside; so does the correction.
"""

from __future__ import annotations

import math

import numpy as np

from engine.face.pose import rotation_of
from engine.types import HEAD_TO_CAMERA_AXES, FloatArray, HeadPose

_NOD_FOLLOWED = 0.84
_TOO_LARGE = 0.07
"""Of the distance, times the squared sine of the yaw."""


def without_mesh_bias(pose: HeadPose, centre: FloatArray) -> HeadPose:
    """The pose with the mesh's share of error removed; `centre` (3,), head frame, keeps its place in the picture."""
    nod = math.radians(pose.pitch_deg) * (1 / _NOD_FOLLOWED - 1)
    roll = math.radians(pose.roll_deg)
    rotation = rotation_of(nod * np.array([math.cos(roll), math.sin(roll), 0.0])) @ pose.rotation
    farther = math.exp(_TOO_LARGE * math.sin(math.radians(pose.yaw_deg)) ** 2)
    placed = (HEAD_TO_CAMERA_AXES @ pose.rotation @ centre + pose.translation_mm) * farther
    return HeadPose(rotation, placed - HEAD_TO_CAMERA_AXES @ rotation @ centre, pose.residual_px)
