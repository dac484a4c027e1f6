"""`varai measure`: a card held to a demo customer's forehead, and a sheet that needs consent."""

from __future__ import annotations

import json
import re

import cv2
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel
from tests.fakes.cards import card_drawn
from tests.fakes.faces import turned
from ui.cli import app


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def customer(tmp_path_factory):
    """A frontal picture of a demo customer with and without a card on the forehead, and the truth."""
    folder = tmp_path_factory.mktemp("customer")
    truth = json.loads(DEMO_CUSTOMERS[0].with_suffix(".json").read_text())[0]
    frame = next(every_frame(DEMO_CUSTOMERS[0]))
    axes = np.array(truth["R_cv"])
    centre = axes @ (HEAD_TO_CAMERA_AXES @ np.array([0.0, 48.0, 33.0])) + truth["t"]
    rotation = axes @ HEAD_TO_CAMERA_AXES @ turned(0, -12, 0) @ HEAD_TO_CAMERA_AXES
    with_card = card_drawn(frame.pixels, CameraModel(1000.0, 1280, 720), centre, rotation)
    cv2.imwrite(str(folder / "card.png"), with_card)
    cv2.imwrite(str(folder / "plain.png"), frame.pixels)
    return folder, truth


def varai(*words):
    return CliRunner().invoke(
        app, ["measure", *(str(word) for word in words), "--by", "Ana", "--focal-px", "1000"]
    )


def pd_of(answer):
    line = next(line for line in answer.output.splitlines() if line.startswith("Far PD"))
    value, low, high = re.findall(r"[0-9.]+", line)
    return float(value), float(low), float(high)


def test_a_card_on_the_forehead_gives_the_pd_to_a_millimetre(customer):
    folder, truth = customer
    answer = varai(folder / "card.png", "--gaze", "far")
    assert answer.exit_code == 0
    value, low, high = pd_of(answer)
    assert value == pytest.approx(truth["PD"], abs=1.5)
    assert high - low < 3
    assert "reference" in answer.output


def test_without_the_card_one_is_asked_to_hold_it(customer):
    answer = varai(customer[0] / "plain.png")
    assert answer.exit_code == 2
    assert "card" in answer.output


def test_without_a_reference_the_iris_gives_a_wider_interval(customer):
    _, low, high = pd_of(varai(customer[0] / "plain.png", "--reference", "none"))
    assert low < customer[1]["PD"] < high
    assert high - low > 4


def test_two_marks_on_a_worn_frame_give_the_scale(customer):
    folder, truth = customer
    axes = np.array(truth["R_cv"]) @ HEAD_TO_CAMERA_AXES
    ends = np.array([[-60.0, 0.0, 16.0], [60.0, 0.0, 16.0]]) @ axes.T + truth["t"]
    ends_px = ends[:, :2] / ends[:, 2:] * 1000 + (640, 360)
    marks = ",".join(f"{number:.1f}" for number in ends_px.ravel())
    answer = varai(
        folder / "plain.png", "--reference", "marks", "--marks", marks, "--marks-mm", "120", "--gaze", "far"
    )
    value, low, high = pd_of(answer)
    assert value == pytest.approx(truth["PD"], abs=1.5)
    assert high - low < 3


def test_marks_of_another_size_are_no_reference(customer):
    marks = ("--reference", "marks", "--marks", "540,330,760,330", "--marks-mm", "40")
    answer = varai(customer[0] / "plain.png", *marks)
    assert answer.exit_code == 2
    assert "do not fit together" in answer.output


def test_a_scale_that_no_face_has_is_refused(customer):
    answer = varai(customer[0] / "plain.png", "--reference", "scale", "--px-per-mm", "20")
    assert answer.exit_code == 2
    assert "do not fit together" in answer.output


def test_glasses_of_the_shop_are_measured_before_the_eyes(customer, tmp_path):
    sheet = tmp_path / "sheet.png"
    answer = varai(
        *(customer[0] / "plain.png", "--reference", "none", "--frame", "HR-ELMW-HAV"),
        *("--sheet", sheet, "--consent", "--language", "de"),
    )
    assert answer.exit_code == 0
    for name in ("Einschleifhöhe", "Dezentration rechts", "Hornhautscheitelabstand", "Vorneigung"):
        assert name in answer.output
    assert sheet.stat().st_size > 10_000


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_the_sheet_is_saved_with_consent_only(customer, tmp_path, kind):
    sheet = tmp_path / f"sheet.{kind}"
    refused = varai(customer[0] / "plain.png", "--reference", "none", "--sheet", sheet)
    assert refused.exit_code == 2
    assert "agree" in refused.output
    assert not sheet.exists()
    assert (
        varai(customer[0] / "plain.png", "--reference", "none", "--sheet", sheet, "--consent").exit_code == 0
    )
    assert sheet.stat().st_size > 10_000


def test_the_sheet_shows_the_card_and_the_lines(customer, tmp_path):
    sheet = tmp_path / "sheet.png"
    assert varai(customer[0] / "card.png", "--sheet", sheet, "--consent").exit_code == 0
    with Image.open(sheet) as page:
        assert page.size == (1240, 1754)
        colours = {colour for _, colour in page.getcolors(1 << 24)}
    assert {(0, 122, 108), (196, 86, 20)} <= colours


@pytest.mark.parametrize(
    "words",
    [
        ("--reference", "ruler"),
        ("--reference", "scale"),
        ("--reference", "marks", "--marks", "400,300,500,300"),
        ("--reference", "marks", "--marks", "400,300,x", "--marks-mm", "60"),
        ("--reference", "marks", "--marks", "400,300,400,300", "--marks-mm", "60"),
        ("--reference", "none", "--frame", "NO-SUCH"),
        ("--gaze", "up"),
        ("--language", "it"),
        ("--sheet", "sheet.docx"),
    ],
)
def test_a_wrong_option_is_said_in_one_sentence(customer, words):
    answer = varai(customer[0] / "plain.png", *words)
    assert answer.exit_code == 2
    assert len(answer.output.splitlines()) <= 2


def test_a_wall_cannot_be_measured(tmp_path):
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((480, 640, 3), 120, np.uint8))
    answer = varai(tmp_path / "wall.png", "--reference", "none")
    assert answer.exit_code == 2
    assert "No face" in answer.output


def test_a_sheet_that_cannot_be_written_is_said(customer, tmp_path):
    answer = varai(
        customer[0] / "plain.png",
        "--reference",
        "none",
        "--sheet",
        tmp_path / "gone" / "sheet.png",
        "--consent",
    )
    assert answer.exit_code == 2
    assert "could not be saved" in answer.output
