from __future__ import annotations

import numpy as np
import pytest

from engine.face.shape_model import TRAINED_SHAPES, parse_model
from engine.face.train_shape import calibration_error, cross_validate, main, read_faces
from tests.fakes.shaped_faces import face_with, landmarks_px

PROPORTIONS = {
    "heart": {"forehead": 1.06, "jaw": 0.96},
    "oblong": {"length": 1.08},
    "oval": {},
    "round": {"length": 0.94},
    "square": {"jaw": 1.06},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Ten noisy faces a shape, far apart enough to be told."""
    noise = np.random.default_rng(1)
    labels = [shape.value for shape in TRAINED_SHAPES for _ in range(10)]
    faces = [landmarks_px(face_with(**PROPORTIONS[name])) + noise.normal(0, 0.3, (478, 3)) for name in labels]
    path = tmp_path_factory.mktemp("faces") / "faces.npz"
    np.savez(path, landmarks_px=faces, label=labels, near_duplicate_group=np.arange(50))
    return path


def test_what_can_be_learnt_is_learnt(data):
    result = cross_validate(read_faces(data), repeats=1)
    assert result.top1.mean() > 0.9
    assert result.recall.shape == (1, 5)


def test_training_writes_a_model_and_prints_the_figures(data, tmp_path, capsys):
    main([str(data), "--out", str(tmp_path / "model.json")])
    model = parse_model((tmp_path / "model.json").read_text())
    faces = read_faces(data)
    guesses = [model.probabilities(outline.reshape(19, 2)).argmax() for outline in faces.outlines]
    assert np.mean(guesses == faces.labels) > 0.9
    assert "top-1" in capsys.readouterr().out


def test_training_twice_gives_the_same_file(data, tmp_path):
    for name in ("first", "second"):
        main([str(data), "--out", str(tmp_path / name)])
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_guesser_as_sure_as_it_is_right_has_no_calibration_error():
    confidences = np.array([[0.75, 0.25, 0, 0, 0]] * 4)
    assert calibration_error(confidences, np.array([0, 0, 0, 1])) == pytest.approx(0)
    assert calibration_error(confidences, np.array([1, 1, 1, 1])) == pytest.approx(0.75)
