from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.finding import FrameQuery, PriceBand, SizeBand
from app.domain.products import ColourFamily
from app.services.frame_index import FrameIndex
from app.store.repositories.listings import ListedVariant
from engine.types import FrameMaterial, FrameShape, RimStyle

SHAPES = (FrameShape.ROUND, FrameShape.PANTO)
MATERIALS = tuple(FrameMaterial)
COLOURS = (ColourFamily.BLACK, ColourFamily.GOLD, ColourFamily.TORTOISE)
BRANDS = ("Nord", "Linea Vero")
LENSES = (44.0, 50.0, 58.0)

variant = st.tuples(st.sampled_from(COLOURS), st.sampled_from(MATERIALS), st.integers(0, 60_000))
frame = st.tuples(
    st.sampled_from(SHAPES),
    st.sampled_from(LENSES),
    st.sampled_from(BRANDS),
    st.lists(variant, min_size=1, max_size=3),
)
shops = st.lists(frame, max_size=12)
queries = st.builds(
    FrameQuery,
    words=st.sampled_from(("", "", "linea", "gold", "model 3")),
    shapes=st.frozensets(st.sampled_from(SHAPES), max_size=1),
    materials=st.frozensets(st.sampled_from(MATERIALS), max_size=1),
    colours=st.frozensets(st.sampled_from(COLOURS), max_size=2),
    sizes=st.frozensets(st.sampled_from(SizeBand), max_size=2),
    brands=st.frozensets(st.sampled_from(BRANDS), max_size=1),
    least_minor=st.none() | st.integers(0, 30_000),
    most_minor=st.none() | st.integers(20_000, 60_000),
)


def listed(shop) -> list[ListedVariant]:
    return [
        ListedVariant(
            UUID(int=number), "one", number // 2, f"Model {number}", brand, shape, lens, 18.0, RimStyle.FULL, 4.0, 5.0,
            colour.value, colour, material, price,
        )
        for number, (shape, lens, brand, variants) in enumerate(shop)
        for colour, material, price in variants
    ]  # fmt: skip


def size_of(v: ListedVariant) -> SizeBand:
    return {44.0: SizeBand.NARROW, 50.0: SizeBand.WIDE, 58.0: SizeBand.WIDE}[v.lens_width_mm]


def fits(v: ListedVariant, query: FrameQuery, but: str = "") -> bool:
    """What the index must agree with, one variant at a time (words apart)."""
    of = {"shapes": v.shape, "materials": v.material, "colours": v.colour_family, "sizes": size_of(v),
          "brands": v.brand}  # fmt: skip
    chosen = all(
        name == but or not getattr(query, name) or value in getattr(query, name) for name, value in of.items()
    )
    least, most = query.least_minor or 0, query.most_minor
    priced = but == "prices" or (least <= v.price_minor and (most is None or v.price_minor <= most))
    return chosen and priced


def worded(index: FrameIndex, query: FrameQuery) -> set[UUID]:
    return {found.product_id for found in index.find(FrameQuery(words=query.words), 100).frames}


@given(shops, queries)
def test_exactly_the_frames_with_a_fitting_variant_are_found(shop, query):
    index = FrameIndex(listed(shop))
    expected = {v.product_id for v in listed(shop) if fits(v, query)} & worded(index, query)
    found = index.find(query, 100)
    assert {frame.product_id for frame in found.frames} == expected
    assert found.total == len(expected)


@given(shops, queries, st.integers(1, 4))
def test_pages_give_every_frame_once_and_in_the_same_order(shop, query, limit):
    index = FrameIndex(listed(shop))
    pages, behind = [], None
    for _ in range(20):
        page = index.find(query, limit, behind)
        pages += page.frames
        if page.is_last:
            break
        behind = page.frames[-1].place
    assert [f.product_id for f in pages] == [f.product_id for f in index.find(query, 100).frames]


@given(shops, queries)
def test_a_facet_counts_the_frames_its_choice_would_leave(shop, query):
    index, variants = FrameIndex(listed(shop)), listed(shop)
    allowed = worded(index, query)

    def count(kind, value_of):
        fitting = {
            (value_of(v), v.product_id) for v in variants if fits(v, query, kind) and v.product_id in allowed
        }
        return dict(Counter(value for value, _ in fitting))

    facets = index.facets(query)
    assert facets.shapes == count("shapes", lambda v: v.shape)
    assert facets.sizes == count("sizes", size_of)
    assert facets.brands == count("brands", lambda v: v.brand)
    assert facets.materials == count("materials", lambda v: v.material)
    assert facets.colours == count("colours", lambda v: v.colour_family)
    assert sum(facets.prices.values()) >= len({v.product_id for v in variants if fits(v, query)} & allowed)


@pytest.mark.parametrize(
    ("price", "band"),
    [(0, PriceBand(0, 10_000)), (9_999, PriceBand(0, 10_000)), (10_000, PriceBand(10_000, 20_000)),
     (50_000, PriceBand(50_000, None))],
)  # fmt: skip
def test_prices_are_counted_in_bands(price, band):
    shop = [(FrameShape.ROUND, 50.0, "Nord", [(ColourFamily.BLACK, FrameMaterial.METAL, price)])]
    assert FrameIndex(listed(shop)).facets(FrameQuery()).prices == {band: 1}


def test_a_page_goes_on_behind_a_frame_that_is_gone():
    shop = [(FrameShape.ROUND, 50.0, "Nord", [(ColourFamily.BLACK, FrameMaterial.METAL, 1)])] * 4
    all_four = FrameIndex(listed(shop)).find(FrameQuery(), 4).frames
    without_second = FrameIndex([v for v in listed(shop) if v.product_id != all_four[1].product_id])
    assert without_second.find(FrameQuery(), 4, all_four[1].place).frames == all_four[2:]


def test_the_name_tells_more_than_the_colour():
    shop = [
        (FrameShape.ROUND, 50.0, "Nord", [(ColourFamily.GOLD, FrameMaterial.METAL, 1)]),
        (FrameShape.ROUND, 50.0, "Gold", [(ColourFamily.BLACK, FrameMaterial.METAL, 1)]),
    ]
    found = FrameIndex(listed(shop)).find(FrameQuery(words="gold"), 2).frames
    assert [frame.product_id.int for frame in found] == [1, 0]
