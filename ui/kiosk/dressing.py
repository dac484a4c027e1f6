"""Puts other glasses on a state that is already there: for the frozen picture, for comparing, and at once on a tap."""

from __future__ import annotations

from dataclasses import replace

from engine.types import Eyewear, MirrorState
from ui.kiosk.ports import FitOf


def dressed(state: MirrorState, eyewear: Eyewear | None, fit: FitOf) -> MirrorState:
    """The same moment with these glasses on, sitting by their own geometry; unchanged when they are on already."""
    if state.eyewear == eyewear:
        return state
    if eyewear is None or state.face is None:
        return replace(state, eyewear=None, fit=None)
    return replace(state, eyewear=eyewear, fit=fit(eyewear.spec, state.face))
