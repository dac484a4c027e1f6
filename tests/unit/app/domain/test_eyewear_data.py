from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnusableRecord
from app.domain.eyewear_data import finish_from_data, finish_to_data, spec_from_data
from app.services.catalogue_file import read_catalogue
from engine.types import FrameFinish, FrameMaterial, LensFinish, LensKind, Pattern, RimStyle

share = st.floats(0, 1)
rgb = st.tuples(share, share, share)
lenses = st.builds(LensFinish, st.sampled_from(LensKind), rgb, share, rgb)
finishes = st.builds(FrameFinish, st.sampled_from(FrameMaterial), rgb, st.sampled_from(Pattern), rgb, lenses)


@given(finishes)
def test_a_finish_survives_its_way_through_json(finish):
    assert finish_from_data(json.loads(json.dumps(finish_to_data(finish)))) == finish


def test_what_a_finish_leaves_out_is_as_usual():
    finish = finish_from_data({"material": "metal", "colour": [0.8, 0.7, 0.3]})
    assert finish == FrameFinish(FrameMaterial.METAL, (0.8, 0.7, 0.3))


A_FRAME = {
    "id": "alba", "name": "Alba", "brand": "Linea Vero", "price_minor": 18900, "currency": "EUR",
    "spec": {"shape": "panto", "lens_width_mm": 50, "lens_height_mm": 42, "bridge_mm": 19, "temple_mm": 145},
    "variants": [
        {"sku": "ALBA-1", "colour": "Black", "stock": 3, "finish": {"material": "metal", "colour": [0, 0, 0]}}
    ],
}  # fmt: skip


def test_a_catalogue_file_becomes_products_and_pieces():
    catalogue = read_catalogue(json.dumps({"frames": [A_FRAME]}))
    assert catalogue.products[0].sizes[0].label == "50□19–145"
    assert catalogue.products[0].variants[0].prices[0].money.amount_minor == 18900
    assert catalogue.pieces == {"ALBA-1": 3}


@pytest.mark.parametrize(
    "broken",
    [
        {**A_FRAME, "spec": {**A_FRAME["spec"], "shape": "star"}},
        {**A_FRAME, "spec": {**A_FRAME["spec"], "lens_width_mm": "50"}},
        {**A_FRAME, "currency": "euro"},
        {key: value for key, value in A_FRAME.items() if key != "variants"},
    ],
)
def test_a_broken_frame_is_named_with_the_reason(broken):
    with pytest.raises(UnusableRecord, match="Frame 2 of the catalogue file"):
        read_catalogue(json.dumps({"frames": [A_FRAME, broken]}))


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense"])
def test_other_files_are_no_catalogue(text):
    with pytest.raises(UnusableRecord, match="no catalogue file"):
        read_catalogue(text)


def test_the_demo_catalogue_is_thirty_frames_and_more_in_several_colours_with_prices():
    catalogue = read_catalogue((Path(__file__).parents[4] / "assets/catalogue/demo.json").read_text("utf-8"))
    assert len(catalogue.products) >= 30
    assert all(product.variants and product.sizes for product in catalogue.products)
    assert set(catalogue.pieces) == {v.sku for product in catalogue.products for v in product.variants}
    assert sum(len(product.variants) > 1 for product in catalogue.products) >= 20


def test_a_rim_is_read_as_named():
    assert spec_from_data({**A_FRAME["spec"], "rim": "rimless"}).rim is RimStyle.RIMLESS
