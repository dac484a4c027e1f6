from __future__ import annotations

import numpy as np
import pytest

from engine.eyewear.model import build
from engine.eyewear.supplied_models import SuppliedModels
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec
from tests.unit.engine.eyewear.supplied_files import supplied

SPEC = FrameSpec(FrameShape.PANTO, 50.0, 42.0, 19.0, 145.0)
OWN = Eyewear("OWN", SPEC, FrameFinish(FrameMaterial.ACETATE, (0.1, 0.1, 0.1)))
SUPPLIED = Eyewear("SUP", SPEC, FrameFinish(FrameMaterial.ACETATE, (0.4, 0.2, 0.1)))
SHORTER = FrameSpec(FrameShape.PANTO, 50.0, 39.5, 19.0, 145.0)


@pytest.fixture
def models(tmp_path):
    (tmp_path / "SUP.glb").write_bytes(supplied(SHORTER))
    return SuppliedModels([OWN, SUPPLIED], lambda sku: tmp_path / f"{sku}.glb")


def height_mm(model):
    return float(np.ptp(model.parts["LensR"].vertices_mm[:, 1]))


def test_a_frame_with_a_supplier_s_file_is_drawn_from_it_and_others_are_built(models):
    assert height_mm(models.build(SPEC, SUPPLIED.finish)) < height_mm(build(SPEC, OWN.finish)) - 1.5
    assert models.build(SPEC, OWN.finish) is build(SPEC, OWN.finish)


def test_the_page_gets_what_the_mirror_draws(models):
    assert models.glb(SUPPLIED) != SuppliedModels((), lambda sku: None).glb(SUPPLIED)


def test_a_file_that_broke_since_gives_way_to_the_built_model(models, tmp_path):
    (tmp_path / "SUP.glb").write_bytes(b"gone bad")
    assert models.build(SPEC, SUPPLIED.finish) is build(SPEC, SUPPLIED.finish)


def test_pictures_are_made_again_when_another_file_is_taken_in(models, tmp_path):
    before = models.mark(SUPPLIED)
    (tmp_path / "SUP.glb").write_bytes(supplied())
    assert models.mark(SUPPLIED) != before
    assert models.mark(OWN) == b""
