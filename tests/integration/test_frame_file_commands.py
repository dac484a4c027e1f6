"""`varai frames export-glb` and `import-glb` as a person at a terminal uses them."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.commands.outcome import UNUSABLE_INPUT

SKU, OTHER = "HR-ELMW-HAV", "HR-ELMW-BLK"


@pytest.fixture
def varai(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(app, ["frames", *map(str, arguments)])


def test_a_model_goes_out_and_comes_in_for_another_colour(varai, tmp_path):
    file, picture = tmp_path / "elmwood.glb", tmp_path / "elmwood.png"
    assert varai("export-glb", SKU, "--out", file).exit_code == 0
    taken = varai("import-glb", file, "--sku", OTHER, "--picture", picture)
    assert taken.exit_code == 0, taken.output
    assert "made in metres" in taken.output
    assert picture.stat().st_size > 5000
    kept = tmp_path / "data" / "models" / f"{OTHER}.glb"
    assert kept.stat().st_size <= 1_000_000
    assert varai("import-glb", kept, "--sku", OTHER, "--check").exit_code == 0


def test_a_check_keeps_nothing(varai, tmp_path):
    varai("export-glb", SKU, "--out", tmp_path / "a.glb")
    assert "Nothing was kept" in varai("import-glb", tmp_path / "a.glb", "--sku", SKU, "--check").output
    assert not (tmp_path / "data" / "models").exists()


def test_what_cannot_be_used_is_said_without_a_traceback(varai, tmp_path):
    (tmp_path / "cube.glb").write_bytes(b"no model at all, but long enough")
    answers = [
        (varai("import-glb", tmp_path / "cube.glb", "--sku", SKU), "no binary glTF"),
        (varai("import-glb", tmp_path / "none.glb", "--sku", SKU), "cannot be used"),
        (varai("import-glb", tmp_path / "cube.glb", "--sku", "NOPE"), "No frame has the SKU"),
        (varai("export-glb", "NOPE", "--out", tmp_path / "x.glb"), "No frame has the SKU"),
        (varai("export-glb", SKU, "--out", tmp_path / "no" / "x.glb"), "cannot be written"),
    ]
    for answer, said in answers:
        assert answer.exit_code == UNUSABLE_INPUT
        assert said in answer.output
