"""Which frames lie in the carousel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import FitVerdict, FrameMaterial, FrameShape
from tests.fakes.kiosk_parts import SMALL_SHOP
from ui.kiosk.shelf import Filter, Knowledge, Tab, arrange, first_variant

NOTHING = Knowledge()


def names(tab=Tab.ALL, wanted=Filter(), known=NOTHING):  # noqa: B008 - frozen values
    return [frame.name for frame in arrange(SMALL_SHOP, tab, wanted, known)]


def test_all_frames_lie_in_the_order_of_the_shop():
    assert names() == ["Alba", "Nord", "Sole", "Mira"]


def test_the_sun_tab_shows_shaded_lenses_only():
    assert names(Tab.SUN) == ["Sole"]


def test_for_you_is_ordered_by_recommendation_and_is_the_whole_shop_before_there_is_one():
    assert names(Tab.FOR_YOU, known=Knowledge(ranking=("mira", "alba"))) == ["Mira", "Alba"]
    assert names(Tab.FOR_YOU) == names(Tab.ALL)


def test_filters_narrow_by_shape_material_fit_and_favourites():
    known = Knowledge({"alba": FitVerdict.TOO_WIDE}, favourites=("MIRA-RED",))
    assert names(wanted=Filter(shapes=frozenset({FrameShape.AVIATOR}))) == ["Sole"]
    assert names(wanted=Filter(materials=frozenset({FrameMaterial.METAL}))) == ["Nord"]
    assert names(wanted=Filter(only_fitting=True), known=known) == ["Nord", "Sole", "Mira"]
    assert names(wanted=Filter(only_favourites=True), known=known) == ["Mira"]


@given(st.sampled_from(FrameShape), st.sampled_from(FrameMaterial))
def test_choosing_twice_is_choosing_nothing(shape, material):
    once = Filter().with_shape(shape).with_material(material)
    assert once.count == 2
    assert once.with_shape(shape).with_material(material) == Filter()


def test_a_frame_shows_a_colour_that_is_in_stock_first():
    assert first_variant(SMALL_SHOP[0], Tab.ALL).sku == "ALBA-TORTOISE"
    assert first_variant(SMALL_SHOP[2], Tab.SUN).sku == "SOLE-GREY"
