"""`varai frames` and `varai render` on the demo customer, as a person at a terminal uses them."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from ui.cli import app
from ui.shop import model_file


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(autouse=True)
def own_data_folder(data_folder, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(data_folder))


def varai(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def sku():
    return json.loads(varai("frames", "--json").output.splitlines()[0])["sku"]


@pytest.fixture(scope="module")
def portrait(tmp_path_factory):
    path = tmp_path_factory.mktemp("pictures") / "customer.png"
    cv2.imwrite(str(path), next(every_frame(DEMO_CUSTOMERS[0])).pixels)
    return path


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "customer.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (1280, 720))
    for frame, _ in zip(every_frame(DEMO_CUSTOMERS[0]), range(3), strict=False):
        writer.write(frame.pixels)
    writer.release()
    return path


def changed_area(before, after):
    """Box of the pixels that differ clearly: x0, y0, x1, y1."""
    ys, xs = np.nonzero(np.abs(before.astype(int) - after.astype(int)).max(axis=2) > 40)
    return xs.min(), ys.min(), xs.max(), ys.max()


def test_a_supplier_s_model_is_what_is_drawn(sku, portrait, tmp_path):
    other = json.loads(varai("frames", "--json").output.splitlines()[-1])["sku"]
    file, built, drawn = (tmp_path / name for name in ("other.glb", "built.png", "drawn.png"))
    varai("render", portrait, "--frame", sku, "--out", built)
    varai("frames", "export-glb", other, "--out", file)
    taken = varai("frames", "import-glb", file, "--sku", sku)
    assert taken.exit_code == 0, taken.output
    try:
        assert varai("render", portrait, "--frame", sku, "--out", drawn).exit_code == 0
    finally:
        model_file(Settings(), sku).unlink()
    left, top, right, bottom = changed_area(cv2.imread(str(built)), cv2.imread(str(drawn)))
    assert right - left > 100
    assert bottom - top > 20


def test_the_demo_catalogue_is_in_the_store():
    rows = [json.loads(line) for line in varai("frames", "--json").output.splitlines()]
    assert len({row["name"] for row in rows}) >= 30
    assert all(row["price_minor"] > 0 and row["currency"] for row in rows)
    assert rows[0]["sku"] in varai("frames").output


def test_a_portrait_gets_its_glasses_where_the_eyes_are(portrait, sku, tmp_path):
    out = tmp_path / "worn.png"
    answer = varai("render", portrait, "--frame", sku, "--out", out, "--focal-px", 1000)
    assert answer.exit_code == 0, answer.output
    truth = json.loads(DEMO_CUSTOMERS[0].with_suffix(".json").read_text())[0]
    left, top, right, bottom = changed_area(cv2.imread(str(portrait)), cv2.imread(str(out)))
    for x, y in (truth["pupil_l"], truth["pupil_r"]):
        assert left < x < right
        assert top < y < bottom
    assert right - left < 330


def test_mirrored_and_in_another_size(portrait, sku, tmp_path):
    plain, mirrored = tmp_path / "a.png", tmp_path / "b.png"
    varai("render", portrait, "--frame", sku, "--out", plain, "--size", "640x360")
    varai("render", portrait, "--frame", sku, "--out", mirrored, "--size", "640x360", "--mirrored")
    a, b = cv2.imread(str(plain)), cv2.imread(str(mirrored))
    assert a.shape == (360, 640, 3)
    assert np.abs(a.astype(int) - b[:, ::-1].astype(int)).mean() < 2


def test_every_frame_of_a_video_is_worn(short_clip, sku, tmp_path):
    assert varai("render", short_clip, "--frame", sku, "--out", tmp_path / "worn.mp4").exit_code == 0
    assert len(list(every_frame(tmp_path / "worn.mp4"))) == 3
    assert varai("render", short_clip, "--frame", sku, "--out", tmp_path / "worn.png").exit_code == 0
    assert {path.name for path in tmp_path.glob("*.png")} == {"worn.png", "worn-0002.png", "worn-0003.png"}


def test_a_picture_without_a_face_is_said(sku, tmp_path):
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((480, 640, 3), 120, np.uint8))
    answer = varai("render", tmp_path / "wall.png", "--frame", sku, "--out", tmp_path / "worn.png")
    assert (answer.exit_code, (tmp_path / "worn.png").exists()) == (1, False)
    assert "No face was found" in answer.output


@pytest.mark.parametrize(
    "change",
    [
        {"--frame": "NOBODY"},
        {"--out": "nowhere/worn.png"},
        {"--out": "worn.pdf"},
        {"--size": "huge"},
        {"path": "missing.png"},
    ],
)
def test_wrong_words_end_with_one_sentence_and_code_2(portrait, sku, tmp_path, monkeypatch, change):
    monkeypatch.chdir(tmp_path)
    words = {"path": portrait, "--frame": sku, "--out": "worn.png", "--size": "320x240"} | change
    path = words.pop("path")
    answer = varai("render", path, *(part for pair in words.items() for part in pair))
    assert answer.exit_code == 2
    assert len(answer.output.strip().splitlines()) == 1
    assert "Traceback" not in answer.output


def test_a_data_folder_that_cannot_be_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "file"))
    answer = varai("frames")
    assert (answer.exit_code, len(answer.output.strip().splitlines())) == (2, 1)
