"""Glasses on a still picture or on every frame of a video, without a window and without waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import repeat

from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.loop import MirrorLoop
from engine.types import ByteArray, Eyewear, Frame, MirrorState

SETTLING_FRAMES = 12
"""How often a still picture is shown before its try-on counts: by then scale and shape of the face have settled."""
_PERIOD_NS = 33_333_333


def repeated(pixels: ByteArray, name: str) -> Iterator[Frame]:
    """A still picture as a camera would deliver it, often enough to settle."""
    for number, shown in enumerate(repeat(pixels, SETTLING_FRAMES)):
        yield Frame(shown, number * _PERIOD_NS, name)


def worn(
    loop: MirrorLoop, slot: LatestSlot[Frame], frames: Iterable[Frame], eyewear: Eyewear
) -> Iterator[MirrorState]:
    """Each frame's state wearing the glasses, fully opaque: nobody has to be asked to step back."""
    loop.wear(eyewear)
    for frame in frames:
        slot.put(frame)
        state = loop.step()
        if state is not None:
            yield replace(state, opacity=1.0 if state.face else 0.0)
