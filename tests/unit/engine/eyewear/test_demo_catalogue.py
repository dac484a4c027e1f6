"""The frames a new mirror shows: of every kind, told apart by SKU, and all of them can be put on."""

import json
from collections import Counter

import pytest

from app.domain.eyewear_data import finish_from_data, spec_from_data
from engine.asset_paths import DEMO_CATALOGUE
from engine.eyewear.fit import fit
from engine.eyewear.model import build
from engine.types import FitVerdict, FrameMaterial, FrameShape, FrameSpec, LensKind, Pattern, RimStyle
from tests.fakes.faces import Person

FRAMES = json.loads(DEMO_CATALOGUE.read_text(encoding="utf-8"))["frames"]
FRAME_KEYS = {"id", "name", "brand", "gender", "spec", "price_minor", "currency", "variants"}
VARIANT_KEYS = {"sku", "colour", "stock", "finish"}


def spec_of(frame) -> FrameSpec:
    return spec_from_data(frame["spec"])


def finishes():
    return [finish_from_data(variant["finish"]) for frame in FRAMES for variant in frame["variants"]]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["id"])
def test_every_frame_says_what_it_is(frame):
    assert set(frame) == FRAME_KEYS
    assert frame["gender"] in {"women", "men", "unisex", "kids"}
    assert 5_000 <= frame["price_minor"] <= 50_000
    assert 2 <= len(frame["variants"]) <= 5
    for variant in frame["variants"]:
        assert set(variant) == VARIANT_KEYS
        assert variant["stock"] >= 0


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["id"])
def test_every_colour_can_be_built_and_put_on(frame):
    spec = spec_of(frame)
    for variant in frame["variants"]:
        assert build(spec, finish_from_data(variant["finish"])).triangle_count <= 15_000
    assert fit(spec, Person().before()).vertex_distance_mm > 10


def test_ids_and_skus_stand_once_and_colours_once_a_frame():
    ids = Counter(frame["id"] for frame in FRAMES)
    skus = Counter(variant["sku"] for frame in FRAMES for variant in frame["variants"])
    assert max(ids.values()) == max(skus.values()) == 1
    assert all(len({v["colour"] for v in frame["variants"]}) == len(frame["variants"]) for frame in FRAMES)


def test_there_are_frames_of_every_kind():
    specs, looks = [spec_of(frame) for frame in FRAMES], finishes()
    assert len(FRAMES) >= 36
    assert {spec.shape for spec in specs} == set(FrameShape)
    assert {spec.rim for spec in specs} == set(RimStyle)
    assert {look.material for look in looks} == set(FrameMaterial)
    assert {look.pattern for look in looks} == set(Pattern)
    assert {look.lens.kind for look in looks} == set(LensKind)


@pytest.mark.parametrize("pd_mm", [52.0, 58.0, 63.0, 68.0])
def test_children_and_large_heads_find_frames_that_fit(pd_mm):
    face = Person(pd_mm).before()
    fitting = [spec for spec in map(spec_of, FRAMES) if fit(spec, face).verdict is FitVerdict.GOOD]
    assert len(fitting) >= 4


def test_some_colours_are_sold_out():
    stocks = [variant["stock"] for frame in FRAMES for variant in frame["variants"]]
    assert 0 < stocks.count(0) < len(stocks) / 4
