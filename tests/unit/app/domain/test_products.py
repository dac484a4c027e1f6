from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fingerprint import fingerprint
from app.domain.money import Money
from app.domain.products import (
    ColourFamily,
    FrameSize,
    Gender,
    Price,
    ProductContent,
    ProductImage,
    ProductOption,
    ProductStatus,
)
from app.store.tables import frame_specs
from engine.types import (
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    LensFinish,
    LensKind,
    Pattern,
    RimStyle,
)
from tests.fakes.tenants import a_product

PRODUCT = a_product("ALBA", "Black", "Red")
VARIANT = PRODUCT.variants[0]
SIZE = PRODUCT.sizes[0]
SECOND_SIZE = FrameSize("52□19–145", replace(SIZE.spec, lens_width_mm=52))

OTHER_PRODUCT = {
    "code": "ALBB", "name": "Other", "brand": "Other", "variants": PRODUCT.variants[:1],
    "sizes": (SIZE, SECOND_SIZE), "description": "x", "gender": Gender.KIDS, "status": ProductStatus.DRAFT,
    "position": 1, "options": (ProductOption("Lens", ("clear",)),),
    "images": (ProductImage("https://example.com/a.jpg"),),
}  # fmt: skip
OTHER_VARIANT = {
    "sku": "X", "colour": "X", "prices": (Price(Money(1, "EUR")),), "size": None, "gtin": "40123455",
    "finish": None, "material": FrameMaterial.METAL, "colour_family": ColourFamily.RED,
    "options": (("Lens", "clear"),),
}  # fmt: skip
OTHER_SPEC = {
    "shape": FrameShape.ROUND, "lens_width_mm": 51, "lens_height_mm": 43, "bridge_mm": 20, "temple_mm": 150,
    "rim": RimStyle.HALF, "rim_thickness_mm": 5, "rim_depth_mm": 5, "wrap_deg": 6, "pantoscopic_deg": 9,
    "has_nose_pads": True, "end_piece_mm": 6,
}  # fmt: skip
OTHER_FINISH = {
    "material": FrameMaterial.METAL, "colour": (1, 0, 0), "pattern": Pattern.TORTOISE,
    "second_colour": (1, 0, 0), "lens": LensFinish(LensKind.TINTED),
}  # fmt: skip
OTHER_LENS = {
    "kind": LensKind.MIRRORED, "tint": (1, 0, 0), "transmittance": 0.5, "mirror": (1, 0, 0),
}  # fmt: skip


def with_variant(**change) -> ProductContent:
    return replace(PRODUCT, variants=(replace(VARIANT, **change), PRODUCT.variants[1]))


def with_finish(**change) -> ProductContent:
    return with_variant(finish=replace(VARIANT.finish, **change))


CHANGES = {
    ProductContent: (OTHER_PRODUCT, lambda **change: replace(PRODUCT, **change)),
    type(VARIANT): (OTHER_VARIANT, with_variant),
    FrameSpec: (
        OTHER_SPEC, lambda **change: replace(PRODUCT, sizes=(FrameSize(SIZE.label, replace(SIZE.spec, **change)),))
    ),
    FrameFinish: (OTHER_FINISH, with_finish),
    LensFinish: (OTHER_LENS, lambda **change: with_finish(lens=LensFinish(**change))),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_of_any_field_changes_the_fingerprint(kind):
    others, changed = CHANGES[kind]
    assert {f.name for f in fields(kind)} == set(others)
    for name, value in others.items():
        assert fingerprint(changed(**{name: value})) != fingerprint(PRODUCT), name


def test_equal_contents_have_equal_fingerprints_whole_numbers_or_not():
    spec = replace(SIZE.spec, lens_width_mm=50.0, lens_height_mm=42.0, bridge_mm=19.0, temple_mm=145.0)
    same = replace(PRODUCT, sizes=(FrameSize(SIZE.label, spec),))
    assert fingerprint(same) == fingerprint(PRODUCT)


def test_a_fingerprint_is_the_same_in_every_process_and_release():
    assert fingerprint(PRODUCT).hex() == "1375e93f97108245b53d691d720e1eec"


def test_the_tables_keep_every_field_of_a_frame_specification():
    assert {f.name for f in fields(FrameSpec)} <= set(frame_specs.c.keys())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": ""}, "code"),
        ({"name": "x" * 201}, "200 characters"),
        ({"brand": "a\x00b"}, "cannot be stored"),
        ({"brand": "a\ud800b"}, "cannot be stored"),
        ({"position": 2**60}, "position"),
        ({"sizes": (SIZE, SIZE)}, "stands twice"),
        ({"variants": (VARIANT, VARIANT)}, "stands twice"),
        ({"sizes": ()}, "no boxing data"),
    ],
)
def test_a_product_that_cannot_be_kept_cannot_be_made(change, words):
    with pytest.raises(ValueError, match=words):
        replace(PRODUCT, **change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prices": ()}, "one price a currency"),
        ({"prices": (Price(Money(1, "EUR")), Price(Money(2, "EUR")))}, "one price a currency"),
        ({"gtin": "12"}, "GTIN"),
        ({"colour": ""}, "colour"),
        ({"options": (("", "x"),)}, "option"),
    ],
)
def test_a_variant_that_cannot_be_kept_cannot_be_made(change, words):
    with pytest.raises(ValueError, match=words):
        replace(VARIANT, **change)


@pytest.mark.parametrize("width", [0, 101, float("nan"), float("inf"), -50])
def test_boxing_data_outside_of_what_is_made_are_a_mistake(width):
    with pytest.raises(ValueError, match="lens_width_mm"):
        FrameSize("x", replace(SIZE.spec, lens_width_mm=width))


@pytest.mark.parametrize("amount", [-1, 10**12 + 1])
def test_a_price_is_neither_negative_nor_absurd(amount):
    with pytest.raises(ValueError, match="price"):
        Price(Money(amount, "EUR"))


@given(st.text(max_size=4))
def test_only_three_capital_letters_name_a_currency(text):
    good = len(text) == 3 and all("A" <= letter <= "Z" for letter in text)
    if good:
        assert Money(1, text).currency == text
    else:
        with pytest.raises(ValueError, match="ISO 4217"):
            Money(1, text)
