"""Which shape a face has, how sure that is, and what decided it: a pure function of its landmarks."""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np

from engine.face.shape_contour import ShapeMeasures, frontal_face, outline, shape_measures
from engine.face.shape_model import TRAINED_SHAPES, ShapeModel, shipped_model
from engine.types import UNVALIDATED_SHAPES, FaceShape, FloatArray, Reason, Shape

_CLEARLY = 0.5
"""Standard deviations from the mean beyond which a measure is called high or low."""
_MOST_REASONS = 3
_FEWEST_REASONS = 2
_MEASURES = tuple(field.name for field in fields(ShapeMeasures))


def classify(points_px: FloatArray, model: ShapeModel | None = None) -> FaceShape:
    """The shape of one face from MediaPipe's mesh: (478, 3) pixels, x right, y down, z away.

    The head may be turned. Raises `UnusableLandmarks` (a ValueError) for points that are no face.
    """
    return classify_frontal(frontal_face(points_px), model)


def classify_frontal(frontal: FloatArray, model: ShapeModel | None = None) -> FaceShape:
    """The shape of a face already turned by `frontal_face`."""
    return judge(outline(frontal), shape_measures(frontal), model or shipped_model())


def judge(half_outline: FloatArray, measures: ShapeMeasures, model: ShapeModel) -> FaceShape:
    """The shape for an outline (19, 2) and the measures that go with it."""
    probabilities = model.probabilities(half_outline)
    order = np.argsort(-probabilities, kind="stable")
    ranked = tuple((TRAINED_SHAPES[index], float(probabilities[index])) for index in order)
    unranked = tuple((shape, 0.0) for shape in sorted(UNVALIDATED_SHAPES))
    return FaceShape(
        ranked + unranked, _reasons(int(order[0]), measures, model), _by_convention(measures, model)
    )


def _by_convention(measures: ShapeMeasures, model: ShapeModel) -> Shape | None:
    """Diamond: cheekbones stand out. Triangle: the jaw outweighs the forehead. Neither is validated."""
    if measures.jaw / measures.forehead > model.triangle_above:
        return Shape.TRIANGLE
    if (measures.forehead + measures.jaw) / 2 < model.diamond_below:
        return Shape.DIAMOND
    return None


def _log_density(deviation: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
    """Of normal distributions, without the constant."""
    density: FloatArray = -0.5 * ((deviation - mean) / sd) ** 2 - np.log(sd)
    return density


def _reasons(best: int, measures: ShapeMeasures, model: ShapeModel) -> tuple[Reason, ...]:
    """The measures that speak for shape number `best` against the others, most telling first."""
    values = np.array(astuple(measures))
    deviation = (values - model.measure_mean) / model.measure_sd
    density = _log_density(deviation, model.class_mean, model.class_sd)
    others = np.exp(np.delete(density, best, axis=0)).mean(axis=0)
    telling = density[best] - np.log(others)
    order = np.argsort(-telling, kind="stable")[:_MOST_REASONS]
    kept = [int(index) for place, index in enumerate(order) if place < _FEWEST_REASONS or telling[index] > 0]
    return tuple(
        _reason(_MEASURES[index], *map(float, (deviation[index], values[index], model.measure_mean[index])))
        for index in kept
    )


def _reason(measure: str, deviation: float, value: float, usual: float) -> Reason:
    band = "high" if deviation > _CLEARLY else "low" if deviation < -_CLEARLY else "usual"
    if measure.endswith("_deg"):
        parameters = (("value_deg", round(value, 1)), ("usual_deg", round(usual, 1)))
    else:
        parameters = (("value_percent", round(100 * value)), ("usual_percent", round(100 * usual)))
    return Reason(f"shape.{measure.removesuffix('_deg')}.{band}", parameters)
