"""The shop's rules of which frame shape goes with which face, read from data and checked with clear words."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain.errors import NeedsOwner
from engine.types import FloatArray, FrameShape, FrameSpec, RimStyle, Shape

FACES = tuple(Shape)
Depth = Annotated[float, Field(gt=0, le=3)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameCondition(_Strict):
    """What a frame must be like for a rule to count; every condition given must hold."""

    shapes: tuple[FrameShape, ...] = ()
    rims: tuple[RimStyle, ...] = ()
    depth_at_least: Depth | None = None
    """Lens height over lens width."""
    depth_at_most: Depth | None = None

    @model_validator(mode="after")
    def _says_something(self) -> FrameCondition:
        if not (self.shapes or self.rims or self.depth_at_least or self.depth_at_most):
            raise ValueError("give at least one of shapes, rims, depth_at_least, depth_at_most")
        return self

    @property
    def asks_for_outline_only(self) -> bool:
        return not (self.rims or self.depth_at_least or self.depth_at_most)

    def holds_for(self, spec: FrameSpec) -> bool:
        depth = spec.lens_height_mm / spec.lens_width_mm
        return (
            (not self.shapes or spec.shape in self.shapes)
            and (not self.rims or spec.rim in self.rims)
            and (self.depth_at_least is None or depth >= self.depth_at_least)
            and (self.depth_at_most is None or depth <= self.depth_at_most)
        )


class HarmonyRule(_Strict):
    """How well frames of a kind suit faces of a shape: -1 avoid, 1 ideal."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    faces: Annotated[tuple[Shape, ...], Field(min_length=1)]
    frames: FrameCondition
    score: Annotated[float, Field(ge=-1, le=1)]
    reason: Annotated[str, Field(max_length=80)] = ""
    """Key of the sentence a customer reads; needed where the rule speaks for a frame."""
    source: str

    @model_validator(mode="after")
    def _praise_has_words(self) -> HarmonyRule:
        if self.score > 0 and not self.reason:
            raise ValueError("a rule with a positive score needs a reason")
        return self


class Harmony(_Strict):
    """The rules of one shop."""

    version: Literal[1]
    about: str = ""
    sources: dict[str, str]
    rules: Annotated[tuple[HarmonyRule, ...], Field(max_length=500)]

    @model_validator(mode="after")
    def _rules_are_told_apart(self) -> Harmony:
        names = [rule.id for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"these rules are there twice: {', '.join(twice)}")
        unknown = sorted({rule.source for rule in self.rules} - self.sources.keys())
        if unknown:
            raise ValueError(f"these sources are not listed under sources: {', '.join(unknown)}")
        return self

    def matches(self, specs: list[FrameSpec]) -> npt.NDArray[np.bool_]:
        """(rules, specs): which rule speaks of which frame."""
        rows = [[rule.frames.holds_for(spec) for spec in specs] for rule in self.rules]
        return np.array(rows, dtype=np.bool_).reshape(len(self.rules), len(specs))

    def voices(self) -> FloatArray:
        """(faces, rules): the score of a rule where it speaks of the face, else 0; faces in `FACES` order."""
        rows = [[rule.score if face in rule.faces else 0.0 for rule in self.rules] for face in FACES]
        return np.array(rows, dtype=np.float64).reshape(len(FACES), len(self.rules))


class UnusableRules(NeedsOwner):
    """The rules cannot be used; the message names every place that is wrong."""


def parse_harmony(content: str) -> Harmony:
    """The rules in a file's text. Raises `UnusableRules`, naming the place and what is wrong with it."""
    try:
        return Harmony.model_validate_json(content)
    except ValidationError as wrong:
        places = (f"{_place(error['loc'])}: {error['msg']}" for error in wrong.errors())
        raise UnusableRules(
            "The rules for face and frame shape cannot be used. " + "; ".join(places)
        ) from None


def _place(location: tuple[int | str, ...]) -> str:
    """`rules, 3rd entry` is what people count; here `rules[2].score`, as editors show it."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".") or "the file"
