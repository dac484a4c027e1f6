from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.products import MOST_MINOR, SPEC_LIMITS, Price
from engine.types import FrameMaterial, FrameShape, RimStyle
from sync.platforms.amounts import amount_text, minor_units, price_from
from sync.platforms.eyewear_text import SIZES, from_texts, to_texts
from sync.platforms.reading import Reading
from sync.platforms.values import EyewearFields

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@given(st.integers(0, MOST_MINOR), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_an_amount_comes_back_as_it_was_written(amount_minor, currency):
    assert minor_units(amount_text(amount_minor, currency), currency) == amount_minor


@pytest.mark.parametrize(
    ("told", "currency", "amount_minor"),
    [("98", "EUR", 9800), ("89.90", "EUR", 8990), (Decimal("261.22"), "EUR", 26122), ("66.000000", "EUR", 6600),
     ("12.345678", "EUR", 1235), ("1500", "JPY", 1500), ("1.234", "KWD", 1234), (" 7 ", "EUR", 700)],
)  # fmt: skip
def test_amounts_are_read_as_platforms_write_them(told, currency, amount_minor):
    assert minor_units(told, currency) == amount_minor


@pytest.mark.parametrize("told", ["", "99,90", "free", "NaN", "Infinity", "1e999999999"])
def test_what_is_no_amount_is_refused(told):
    with pytest.raises(ValueError, match="no amount of money"):
        minor_units(told, "EUR")


@pytest.mark.parametrize(
    ("before", "listed"), [("129.00", 12900), ("99.00", None), ("50", None), ("", None), (None, None)]
)
def test_only_a_higher_price_is_struck_out(before, listed):
    assert price_from("99.00", before, "EUR") == Price(Money(9900, "EUR"), listed)


def sizes(name: str):
    least, most = SPEC_LIMITS[name]
    return st.none() | st.integers(int(least * 2), int(most * 2)).map(lambda half: half / 2)


fields = st.builds(
    EyewearFields,
    **{name: sizes(name) for name in SIZES},
    shape=st.none() | st.sampled_from(FrameShape),
    rim=st.none() | st.sampled_from(RimStyle),
    material=st.none() | st.sampled_from(FrameMaterial),
)


@given(fields)
def test_eyewear_fields_come_back_as_they_were_written(known):
    assert from_texts(to_texts(known)) == known


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        (
            {"lens_width_mm": "52 mm", "shape": "Cat eye"},
            EyewearFields(lens_width_mm=52, shape=FrameShape.CAT_EYE),
        ),
        (
            {"bridge_mm": "18,5", "material": " ACETATE "},
            EyewearFields(bridge_mm=18.5, material=FrameMaterial.ACETATE),
        ),
        ({"temple_mm": '{"value": 145.0, "unit": "mm"}'}, EyewearFields(temple_mm=145)),
        ({"lens_width_mm": "wide", "bridge_mm": "900", "shape": "heart", "rim": ""}, EyewearFields()),
    ],
)
def test_what_people_type_is_read_and_nonsense_is_not_known(texts, known):
    assert from_texts(texts) == known


def test_a_reading_in_the_middle_goes_on_and_a_finished_one_begins_before_its_beginning():
    overlap = timedelta(minutes=5)
    middle = Reading(NOON, "", NOON + timedelta(hours=1)).at("99:12")
    assert Reading.resume(middle, overlap) == Reading(NOON, "99:12", NOON + timedelta(hours=1))
    finished = Reading(NOON, "99:12", NOON + timedelta(hours=1)).done()
    assert Reading.resume(finished, overlap) == Reading(NOON + timedelta(minutes=55))
    assert Reading.resume("", overlap) == Reading()
