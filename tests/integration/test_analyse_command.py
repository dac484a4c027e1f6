"""`varai analyse` on the demo customers, whose truth is known, and on what is no face."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from ui.cli import app


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "data"))


def varai(*words):
    return CliRunner().invoke(app, ["analyse", *(str(word) for word in words)])


def objects(answer):
    return [json.loads(line) for line in answer.output.splitlines()]


@pytest.fixture(scope="module", params=[0, 1])
def customer(request, tmp_path_factory):
    """A frontal picture of a demo customer, and its truth."""
    truth = json.loads(DEMO_CUSTOMERS[request.param].with_suffix(".json").read_text())
    number = min(range(len(truth)), key=lambda at: abs(truth[at]["yaw"]) + abs(truth[at]["pitch"]))
    path = tmp_path_factory.mktemp("customer") / "customer.png"
    frames = list(zip(range(number + 1), every_frame(DEMO_CUSTOMERS[request.param]), strict=False))
    cv2.imwrite(str(path), frames[-1][1].pixels)
    return path, truth[number]


def test_pose_measures_and_shape_are_near_the_truth(customer):
    path, truth = customer
    (told,) = objects(varai(path, "--json", "--focal-px", 1000))
    assert told["found"]
    assert told["pose"]["yaw_deg"] == pytest.approx(truth["yaw"], abs=4)
    assert told["pose"]["roll_deg"] == pytest.approx(truth["roll"], abs=3)
    assert told["measures"]["pd_low_mm"] < truth["PD"] < told["measures"]["pd_high_mm"]
    shapes = told["face_shape"]
    assert shapes == sorted(shapes, key=lambda entry: -entry["confidence"])
    assert "landmarks_px" not in told
    assert all(reason["key"].startswith("shape.") for reason in told["face_shape_reasons"])
    assert 2 <= len(told["face_shape_reasons"]) <= 3
    assert told["coverings"] == []
    assert told["timing_ms"] > 0


def test_landmarks_come_on_request_in_the_pixels_of_the_file(customer):
    path, truth = customer
    (told,) = objects(varai(path, "--json", "--landmarks"))
    points = np.array(told["landmarks_px"])
    assert points.shape == (478, 3)
    assert np.linalg.norm(points[473, :2] - truth["pupil_l"]) < 6


def test_a_known_scale_narrows_the_interval(customer):
    path, truth = customer
    (guessed,) = objects(varai(path, "--json", "--focal-px", 1000))
    scale = 1000 / truth["t"][2]
    (known,) = objects(varai(path, "--json", "--focal-px", 1000, "--px-per-mm", scale))
    assert known["measures"]["scale"] == "reference"
    assert width(known) < width(guessed)
    assert known["measures"]["pd_mm"] == pytest.approx(truth["PD"], abs=3)


@pytest.mark.parametrize("px_per_mm", [0.5, 20])
def test_a_scale_that_no_face_has_is_refused(customer, px_per_mm):
    answer = varai(customer[0], "--json", "--focal-px", 1000, "--px-per-mm", px_per_mm)
    (told,) = objects(answer)
    assert (told["found"], told["error"]["code"]) == (False, "reference_not_plausible")
    assert answer.exit_code == 2


def width(told):
    return told["measures"]["pd_high_mm"] - told["measures"]["pd_low_mm"]


def test_words_for_people_name_the_same_things(customer):
    words = varai(customer[0]).output
    assert all(part in words for part in ("face shape", "Your ", "yaw", "pd", "mm"))


def test_each_picture_gives_one_line_and_a_bad_one_does_not_stop_the_rest(customer, tmp_path):
    (tmp_path / "noise.jpg").write_bytes(b"not a picture")
    answer = varai(tmp_path / "noise.jpg", customer[0], Path("missing.png"), "--json")
    noise, face, missing = objects(answer)
    assert (noise["found"], noise["error"]["code"]) == (False, "not_an_image")
    assert (missing["found"], missing["error"]["code"]) == (False, "not_found")
    assert face["found"]
    assert answer.exit_code == 2


def test_a_picture_without_a_face_is_a_finding_not_a_failure(tmp_path):
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((480, 640, 3), 120, np.uint8))
    answer = varai(tmp_path / "wall.png", "--json")
    assert objects(answer)[0]["problem"] == "no_face"
    assert answer.exit_code == 0
    assert "No face" in varai(tmp_path / "wall.png").output


@pytest.mark.parametrize(
    "command", [["analyse"], ["measure", "--by", "KS"], ["render", "--frame", "X", "--out", "x.png"]]
)
def test_two_words_for_one_lens_are_refused(command):
    said = CliRunner().invoke(app, [*command, "x.png", "--fov", "60", "--focal-px", "900"])
    assert (said.exit_code, "give one of them" in said.output) == (2, True)
