"""The middle of the main road: the newest frame in, one MirrorState out. No thread, no clock, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from engine.pipeline.latest_slot import LatestSlot
from engine.types import (
    CameraModel,
    Covering,
    Eyewear,
    FaceMeasures,
    FaceShape,
    Fit,
    FollowedFace,
    Frame,
    FrameSpec,
    Hint,
    MirrorState,
    TrackedFace,
    Watched,
)


class Follower(Protocol):
    """Finds and follows the nearest face."""

    def follow(self, frame: Frame, camera: CameraModel) -> FollowedFace: ...


class Measuring(Protocol):
    """Pools what is measured over a visit."""

    def add(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> FaceMeasures | None: ...


class Shaping(Protocol):
    """Pools the face shape over a visit."""

    def add(self, face: TrackedFace) -> FaceShape | None: ...


class Watching(Protocol):
    """Notices what a person wears, and photos."""

    def add(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> Watched: ...


@dataclass(frozen=True, slots=True)
class VisitParts:
    """What remembers a person; made anew for each visit, so that nothing of one reaches the next."""

    follower: Follower
    measuring: Measuring
    shaping: Shaping
    watching: Watching


_ASKS = {Covering.GLASSES: Hint.GLASSES_ON, Covering.MASK: Hint.MASK_ON, Covering.HAT: Hint.HAT_ON}


def hint_for(hint: Hint, watched: Watched) -> Hint:
    """Where to stand comes first, then what to take off."""
    if hint is not Hint.NONE:
        return hint
    if watched.is_photo:
        return Hint.PHOTO
    return hint if watched.to_say is None else _ASKS[watched.to_say]


class MirrorLoop:
    """Turns frames into states. `wear` and `begin_visit` may be called from any thread, `step` from one."""

    def __init__(
        self,
        slot: LatestSlot[Frame],
        make_parts: Callable[[], VisitParts],
        fit: Callable[[FrameSpec, TrackedFace], Fit],
        camera_of: Callable[[Frame], CameraModel],
        close: Callable[[], None],
    ) -> None:
        self._slot = slot
        self._make_parts = make_parts
        self._parts = make_parts()
        self._fit = fit
        self._camera_of = camera_of
        self.close = close
        """Ends what the parts hold open; `step` must not be called again."""
        self._eyewear: Eyewear | None = None
        self._state: MirrorState | None = None
        self._is_new_visit = False

    def wear(self, eyewear: Eyewear | None) -> None:
        """Puts these glasses on from the next step on; None takes them off."""
        self._eyewear = eyewear

    def begin_visit(self) -> None:
        """The next step begins by forgetting the person: tracker, measures, shape, last state."""
        self._is_new_visit = True

    def step(self) -> MirrorState | None:
        """The state of the newest frame; of the last frame when only the glasses changed; None when nothing did."""
        if self._is_new_visit:
            self._forget()
        frame = self._slot.take()
        if frame is not None:
            self._state = self._follow(frame)
            return self._state
        return self._change_glasses()

    def lose_camera(self) -> MirrorState | None:
        """The state to show while no pictures come; None before the first picture."""
        if self._state is not None:
            self._state = replace(
                self._state, face=None, fit=None, eyewear=None, opacity=0.0, hint=Hint.CAMERA_LOST
            )
        return self._state

    def _forget(self) -> None:
        self._is_new_visit = False
        self._parts = self._make_parts()
        self._state = None

    def _follow(self, frame: Frame) -> MirrorState:
        camera = self._camera_of(frame)
        followed = self._parts.follower.follow(frame, camera)
        face = followed.face and self._measure(followed.face, camera, frame)
        hint = followed.hint if face is None else hint_for(followed.hint, face.watched)
        return self._dress(MirrorState(frame, camera, face, None, None, followed.opacity, hint))

    def _measure(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> TrackedFace:
        watched = self._parts.watching.add(face, camera, frame)
        measures, shape = self._parts.measuring.add(face, camera, frame), self._parts.shaping.add(face)
        if watched.is_photo:
            measures = None
        if watched.is_photo or Covering.MASK in watched.coverings:
            shape = None
        return replace(face, measures=measures, shape=shape, watched=watched)

    def _dress(self, state: MirrorState) -> MirrorState:
        eyewear = self._eyewear
        if eyewear is None or state.face is None:
            return replace(state, eyewear=None, fit=None)
        return replace(state, eyewear=eyewear, fit=self._fit(eyewear.spec, state.face))

    def _change_glasses(self) -> MirrorState | None:
        state = self._state
        if state is None or state.face is None or state.eyewear is self._eyewear:
            return None
        self._state = self._dress(state)
        return self._state
