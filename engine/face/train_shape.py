"""Trains the face-shape classifier and cross-validates it: `python -m engine.face.train_shape DATA.npz`.

The only module that needs scikit-learn, which the program itself does not carry.
DATA.npz holds `landmarks_px` (n, 478, 3), `label` (n,) and `near_duplicate_group` (n,).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.asset_paths import SHAPE_MODEL
from engine.face.shape_contour import frontal_face, outline, shape_measures
from engine.face.shape_model import TRAINED_SHAPES, ShapeModel, model_text
from engine.types import FloatArray

IntArray = npt.NDArray[np.intp]

_WHITENING = 0.7
"""How far principal components are evened out before the penalty: 0 not at all, 1 fully."""
_COMPONENTS = 36
"""Of 38: an outline about its centre and of unit size has no more to say."""
_PENALTY_C = 0.2
"""Inverse strength of the ridge penalty, scikit-learn's C."""
_RARE = 0.03
"""Share of the training faces that the rules for diamond and triangle may each name."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFaces:
    """Training faces as the classifier sees them."""

    outlines: FloatArray
    """(n, 38)"""
    measures: FloatArray
    """(n, 5)"""
    labels: IntArray
    """(n,) index into `TRAINED_SHAPES`."""
    groups: IntArray
    """(n,): faces that may be the same person share a number."""


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidation:
    """Figures of repeated grouped 5-fold cross-validation; one entry a repeat."""

    top1: FloatArray
    top2: FloatArray
    calibration_error: FloatArray
    recall: FloatArray
    """(repeats, 5)"""


def read_faces(path: Path) -> LabelledFaces:
    """The labelled landmark sets of an archive; KeyError when a field is missing."""
    with np.load(path) as archive:
        meshes, names = archive["landmarks_px"], archive["label"]
        groups = archive["near_duplicate_group"]
    frontal = [frontal_face(mesh.astype(np.float64)) for mesh in meshes]
    return LabelledFaces(
        np.array([outline(face).ravel() for face in frontal]),
        np.array([astuple(shape_measures(face)) for face in frontal]),
        np.array([[shape.value for shape in TRAINED_SHAPES].index(name) for name in names]),
        groups.astype(np.intp),
    )


def fit_classifier(outlines: FloatArray, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """Weights (5, 38) and bias (5,) over raw outlines.

    Principal components, evened out by variance ** (-whitening / 2), then ridge-penalised multinomial
    logistic regression; all of it linear, so that it folds into one matrix.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - training only

    mean = outlines.mean(axis=0)
    _, spread, axes = np.linalg.svd(outlines - mean, full_matrices=False)
    variance = spread[:_COMPONENTS] ** 2 / (len(outlines) - 1)
    scale = variance ** (-_WHITENING / 2)
    scale /= np.sqrt((variance * scale**2).mean())
    projection = axes[:_COMPONENTS].T * scale
    regression = LogisticRegression(C=_PENALTY_C, max_iter=3000)
    regression.fit((outlines - mean) @ projection, labels)
    weights: FloatArray = regression.coef_ @ projection.T
    bias: FloatArray = regression.intercept_ - weights @ mean
    return weights, bias


def train(faces: LabelledFaces) -> ShapeModel:
    """The model fitted to all faces."""
    weights, bias = fit_classifier(faces.outlines, faces.labels)
    mean, sd = faces.measures.mean(axis=0), faces.measures.std(axis=0)
    deviations = (faces.measures - mean) / sd
    by_class = [deviations[faces.labels == index] for index in range(len(TRAINED_SHAPES))]
    forehead, jaw = faces.measures[:, 1], faces.measures[:, 2]
    return ShapeModel(
        weights,
        bias,
        mean,
        sd,
        np.array([rows.mean(axis=0) for rows in by_class]),
        np.array([rows.std(axis=0) for rows in by_class]),
        diamond_below=float(np.quantile((forehead + jaw) / 2, _RARE)),
        triangle_above=float(np.quantile(jaw / forehead, 1 - _RARE)),
    )


def _softmax(scores: FloatArray) -> FloatArray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    confidences: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return confidences


def out_of_fold(faces: LabelledFaces, repeat: int) -> FloatArray:
    """(n, 5) confidences, each face judged by a model that saw neither it nor its near duplicates."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - training only

    folds = StratifiedGroupKFold(5, shuffle=True, random_state=repeat)
    confidences = np.zeros((len(faces.labels), len(TRAINED_SHAPES)))
    for seen, unseen in folds.split(faces.outlines, faces.labels, faces.groups):
        weights, bias = fit_classifier(faces.outlines[seen], faces.labels[seen])
        confidences[unseen] = _softmax(faces.outlines[unseen] @ weights.T + bias)
    return confidences


def calibration_error(confidences: FloatArray, labels: IntArray, bins: int = 10) -> float:
    """Expected calibration error of the best guess over equal bins of confidence (Naeini 2015)."""
    sure = confidences.max(axis=1)
    right = confidences.argmax(axis=1) == labels
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(float((right[which == b] - sure[which == b]).sum())) for b in range(bins)]
    return sum(gaps) / len(labels)


def cross_validate(faces: LabelledFaces, repeats: int = 5) -> CrossValidation:
    """Repeated grouped 5-fold figures; every part of the training happens inside the fold."""
    top1, top2, calibration, recall = [], [], [], []
    for repeat in range(repeats):
        confidences = out_of_fold(faces, repeat)
        order = np.argsort(-confidences, axis=1)
        right = order[:, 0] == faces.labels
        top1.append(right.mean())
        top2.append((order[:, :2] == faces.labels[:, None]).any(axis=1).mean())
        calibration.append(calibration_error(confidences, faces.labels))
        recall.append([right[faces.labels == index].mean() for index in range(len(TRAINED_SHAPES))])
    return CrossValidation(np.array(top1), np.array(top2), np.array(calibration), np.array(recall))


def report(result: CrossValidation) -> str:
    """The figures as lines for people."""
    lines = [
        f"top-1              {result.top1.mean():.3f} ± {result.top1.std():.3f}",
        f"top-2              {result.top2.mean():.3f} ± {result.top2.std():.3f}",
        f"calibration error  {result.calibration_error.mean():.3f} ± {result.calibration_error.std():.3f}",
    ]
    for shape, recalls in zip(TRAINED_SHAPES, result.recall.T, strict=True):
        lines.append(f"recall {shape.value:<11} {recalls.mean():.3f} ± {recalls.std():.3f}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Trains on DATA, writes the model, prints the cross-validated figures."""
    parser = argparse.ArgumentParser(prog="train_shape", description="Trains the face-shape classifier.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=SHAPE_MODEL)
    chosen = parser.parse_args(arguments)
    faces = read_faces(chosen.data)
    sys.stdout.write(report(cross_validate(faces)))
    chosen.out.write_text(model_text(train(faces), chosen.data.name), encoding="utf-8")


if __name__ == "__main__":
    main()
