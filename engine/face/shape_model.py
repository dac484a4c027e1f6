"""The trained coefficients of the face-shape classifier: a small, versioned JSON file.

`engine.face.train_shape` writes it; `docs/model-cards/face-shape.md` tells where it comes from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.asset_paths import SHAPE_MODEL
from engine.types import FloatArray, Shape

VERSION = 1
TRAINED_SHAPES = (Shape.HEART, Shape.OBLONG, Shape.OVAL, Shape.ROUND, Shape.SQUARE)


@dataclass(frozen=True, slots=True, eq=False)
class ShapeModel:
    """Multinomial logistic regression over the outline, and how named measures spread over people."""

    weights: FloatArray
    """(5, 38): one row a shape of `TRAINED_SHAPES`, over the flattened outline."""
    bias: FloatArray
    """(5,)"""
    measure_mean: FloatArray
    """(5,): mean of each field of `ShapeMeasures` over the training faces."""
    measure_sd: FloatArray
    class_mean: FloatArray
    """(5, 5): mean of each measure (column) in each shape (row), in standard deviations from all."""
    class_sd: FloatArray
    diamond_below: float
    """Mean of forehead and jaw ratio under which a face may be called diamond."""
    triangle_above: float
    """Jaw over forehead above which a face may be called triangle."""

    def probabilities(self, outline: FloatArray) -> FloatArray:
        """(5,) confidences of `TRAINED_SHAPES` for an outline (19, 2)."""
        scores = self.weights @ outline.ravel() + self.bias
        powers = np.exp(scores - scores.max())
        confidences: FloatArray = powers / powers.sum()
        return confidences


class UnusableModel(ValueError):
    """The model file is not one this program can read; the message says why."""


_SHAPES = {
    "weights": (5, 38),
    "bias": (5,),
    "measure_mean": (5,),
    "measure_sd": (5,),
    "class_mean": (5, 5),
    "class_sd": (5, 5),
}


def parse_model(content: str) -> ShapeModel:
    """The model in a file's text. Raises `UnusableModel`."""
    try:
        fields: dict[str, Any] = json.loads(content)
        version = fields["version"]
        arrays = {name: np.array(fields[name], dtype=np.float64).reshape(_SHAPES[name]) for name in _SHAPES}
        diamond_below, triangle_above = float(fields["diamond_below"]), float(fields["triangle_above"])
    except (KeyError, TypeError, ValueError) as problem:
        raise UnusableModel(f"the shape model cannot be read: {problem!r}") from problem
    if version != VERSION:
        raise UnusableModel(f"shape model version {version}, this program knows {VERSION}")
    return ShapeModel(**arrays, diamond_below=diamond_below, triangle_above=triangle_above)


def model_text(model: ShapeModel, trained_on: str) -> str:
    """The file's text: one line a field, so that a change can be read."""
    fields: dict[str, Any] = {"version": VERSION, "trained_on": trained_on}
    fields["shapes"] = [shape.value for shape in TRAINED_SHAPES]
    for name in _SHAPES:
        fields[name] = np.round(getattr(model, name), 5).tolist()
    fields["diamond_below"] = round(model.diamond_below, 5)
    fields["triangle_above"] = round(model.triangle_above, 5)
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in fields.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def shipped_model(path: Path = SHAPE_MODEL) -> ShapeModel:
    """The model that comes with the program, read once."""
    return parse_model(path.read_text(encoding="utf-8"))
