from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.recommend import Steering, Wearer, rank
from app.services.recommend_reasons import top, top_products
from app.services.recommend_size import SizeClass
from app.services.recommend_table import prepare
from engine.types import FrameFinish, FrameMaterial, FrameShape, Pattern, RimStyle, Shape
from tests.fakes.catalogues import (
    ANNA,
    BLACK,
    GOLD,
    large_catalogue,
    listing,
    measures,
    shipped_harmony,
    spec_of,
    sure_of,
)

HARMONY = shipped_harmony()
CATALOGUE = large_catalogue(400)
TABLE = prepare(CATALOGUE, HARMONY)
wearers = st.builds(
    Wearer,
    st.builds(measures, st.floats(120, 155), st.floats(55, 72), st.floats(14, 24)),
    st.none() | st.sampled_from([sure_of(shape) for shape in Shape]),
    st.none() | st.tuples(*[st.floats(0, 1)] * 3),
    st.none() | st.tuples(*[st.floats(0, 1)] * 3),
)
steerings = st.builds(Steering, st.integers(-3, 3), st.none() | st.sampled_from(TABLE.skus))


def ranked(*frames, wearer=ANNA, steering=None):
    return rank(prepare(frames, HARMONY), wearer, steering).skus


@given(wearers, steerings, st.randoms(use_true_random=False))
def test_the_order_of_the_catalogue_does_not_matter(wearer, steering, shuffle):
    shuffled = random.Random(shuffle.random()).sample(CATALOGUE, len(CATALOGUE))
    assert rank(prepare(shuffled, HARMONY), wearer, steering).skus == rank(TABLE, wearer, steering).skus


@given(wearers, steerings)
def test_every_variant_has_exactly_one_place(wearer, steering):
    assert sorted(rank(TABLE, wearer, steering).skus) == sorted(TABLE.skus)


@given(wearers, steerings)
def test_a_better_size_always_comes_first(wearer, steering):
    ranking = rank(TABLE, wearer, steering)
    classes = ranking.size.size_class[ranking.order]
    assert (np.diff(classes) >= 0).all()


@given(wearers, steerings, st.sampled_from(CATALOGUE))
def test_what_is_out_of_stock_never_stands_above_its_twin_in_stock(wearer, steering, frame):
    gone = tuple(replace(v, sku=f"0-{v.sku}", in_stock=0) for v in frame.variants)
    here = tuple(replace(v, sku=f"9-{v.sku}", in_stock=1) for v in frame.variants)
    twins = replace(frame, product_id="twin", variants=gone), replace(frame, variants=here)
    place = {
        sku: n for n, sku in enumerate(ranked(*CATALOGUE[:40], *twins, wearer=wearer, steering=steering))
    }
    assert all(place[f"9-{v.sku}"] < place[f"0-{v.sku}"] for v in frame.variants)


@given(wearers, st.integers(-3, 2), st.integers(1, 40))
def test_bolder_shows_bolder_frames_and_lighter_lighter_ones(wearer, taps, shown):
    def boldness(bolder):
        ranking = rank(TABLE, wearer, Steering(bolder))
        best = np.lexsort((-ranking.score, ranking.size.size_class))[:shown]
        return TABLE.boldness[best].sum()

    assert boldness(taps + 1) >= boldness(taps) - 1e-9


def test_three_taps_on_bolder_are_seen_on_the_first_page():
    def first_page(steering):
        return TABLE.boldness[rank(TABLE, ANNA, steering).order[:10]].mean()

    plain = first_page(Steering())
    assert first_page(Steering().more_bold().more_bold()) > plain + 0.03
    assert first_page(Steering().more_light().more_light()) < plain - 0.03


@given(wearers, st.sampled_from(TABLE.skus))
def test_more_like_this_moves_what_is_alike_upwards(wearer, sku):
    plain, alike = rank(TABLE, wearer), rank(TABLE, wearer, Steering().more_like(sku))

    def likeness(ranking):
        return alike.likeness[np.lexsort((-ranking.score, ranking.size.size_class))[:20]].sum()

    assert likeness(alike) >= likeness(plain) - 1e-9


def test_liking_something_the_shop_no_longer_has_changes_nothing():
    assert rank(TABLE, ANNA, Steering(like="gone")).skus == rank(TABLE, ANNA).skus


def test_the_first_ten_differ_among_themselves():
    order = rank(TABLE, ANNA).order
    assert len(set(TABLE.design[order[:10]].tolist())) == 10
    assert len(set(TABLE.shape[order[:10]].tolist())) >= 3


def test_the_frame_of_the_right_width_wins():
    right, narrow, wide = (listing(n, spec_of(mm)) for n, mm in (("r", 139), ("n", 131), ("w", 150)))
    assert ranked(wide, narrow, right)[0] == "r-0"


def test_size_outweighs_shape_colour_and_wishes_together():
    fitting = listing("fitting", spec_of(139, FrameShape.ROUND), (GOLD,), stock=0)
    suiting = listing("suiting", spec_of(152, FrameShape.SQUARE), (BLACK,))
    assert ranked(fitting, suiting, steering=Steering(3))[0] == "fitting-0"


def test_pads_forgive_a_bridge_that_plastic_does_not():
    plain = listing("a", spec_of(139, bridge_mm=23.0))
    padded = listing("b", spec_of(139, bridge_mm=23.0, has_nose_pads=True))
    assert ranked(plain, padded)[0] == "b-0"


def test_of_two_equal_sizes_the_one_whose_centres_match_the_eyes_wins():
    near = listing("near", spec_of(139, rim_thickness_mm=6.0))
    far = listing("far", spec_of(139, rim_thickness_mm=1.0, rim=RimStyle.FULL))
    wearer = Wearer(measures(pd_mm=62))
    assert ranked(far, near, wearer=wearer)[0] == "near-0"


@pytest.mark.parametrize(
    ("face", "suits", "suits_less"),
    [
        (Shape.ROUND, FrameShape.RECTANGLE, FrameShape.ROUND),
        (Shape.SQUARE, FrameShape.ROUND, FrameShape.SQUARE),
        (Shape.HEART, FrameShape.AVIATOR, FrameShape.CAT_EYE),
        (Shape.TRIANGLE, FrameShape.BROWLINE, FrameShape.ROUND),
    ],
)
def test_shapes_go_by_the_rules_of_the_shop(face, suits, suits_less):
    frames = listing("less", spec_of(shape=suits_less)), listing("more", spec_of(shape=suits))
    assert ranked(*frames, wearer=Wearer(measures(), sure_of(face)))[0] == "more-0"


def test_a_shape_by_convention_has_a_small_say():
    wearer = Wearer(measures(), sure_of(Shape.OVAL, by_convention=Shape.DIAMOND))
    frames = [listing(shape.value, spec_of(shape=shape)) for shape in (FrameShape.OVAL, FrameShape.PANTO)]
    assert ranked(*frames, wearer=wearer)[0] == "oval-0"


def test_warm_skin_gets_warm_colours_and_rosy_skin_cool_ones():
    blue = FrameFinish(FrameMaterial.ACETATE, (0.15, 0.25, 0.6))
    amber = FrameFinish(FrameMaterial.ACETATE, (0.7, 0.4, 0.1))
    frame = listing("frame", finishes=(blue, amber))
    assert ranked(frame, wearer=Wearer(measures(), skin=(0.80, 0.62, 0.42)))[0] == "frame-1"
    assert ranked(frame, wearer=Wearer(measures(), skin=(0.86, 0.66, 0.62)))[0] == "frame-0"


def test_strong_contrast_of_hair_and_skin_carries_strong_colours():
    pale = FrameFinish(FrameMaterial.ACETATE, (0.85, 0.82, 0.8), Pattern.CRYSTAL)
    frame = listing("frame", finishes=(pale, BLACK))
    fair = Wearer(measures(), skin=(0.9, 0.75, 0.66), hair=(0.85, 0.75, 0.55))
    dark = replace(fair, hair=(0.08, 0.06, 0.05))
    assert (ranked(frame, wearer=fair)[0], ranked(frame, wearer=dark)[0]) == ("frame-0", "frame-1")


def test_an_empty_catalogue_gives_an_empty_ranking():
    ranking = rank(prepare([], HARMONY), ANNA, Steering(1, "gone"))
    assert ranking.skus == ranking.product_ids == top(ranking) == ()


def test_products_stand_where_their_best_colour_stands():
    ranking = rank(TABLE, ANNA)
    assert ranking.product_ids[0] == TABLE.product_ids[ranking.order[0]]
    assert sorted(ranking.product_ids) == sorted(frame.product_id for frame in CATALOGUE)
    assert [r.product_id for r in top_products(ranking, 12)] == list(ranking.product_ids[:12])


@given(wearers, steerings)
def test_every_recommendation_says_why_starting_with_the_width(wearer, steering):
    for recommendation in top(rank(TABLE, wearer, steering)):
        keys = [reason.key for reason in recommendation.reasons]
        assert keys[0].startswith("recommend.width.")
        assert 2 <= len(keys) == len(set(keys)) <= 4


def keys_for(frame, wearer=ANNA, steering=None):
    found = top(rank(prepare([frame], HARMONY), wearer, steering))[0]
    return [reason.key for reason in found.reasons], found


def test_a_frame_that_fits_says_so_with_the_figures():
    keys, found = keys_for(listing("frame", spec_of(139, FrameShape.SQUARE)))
    assert found.fits
    assert dict(found.reasons[0].parameters) == {"front_mm": 139, "face_mm": 138, "off_mm": 1}
    assert "recommend.shape.round_angular" in keys


def test_what_is_wrong_with_the_size_is_said():
    keys, found = keys_for(listing("frame", spec_of(158, bridge_mm=27.0)))
    assert found.size_class is SizeClass.WRONG
    assert keys[:3] == ["recommend.width.wide", "recommend.bridge.wide", "recommend.eyes.inside"]


def test_a_narrow_frame_says_what_is_narrow():
    keys, _ = keys_for(listing("frame", spec_of(118, bridge_mm=15.0)))
    assert keys[:3] == ["recommend.width.narrow", "recommend.bridge.narrow", "recommend.eyes.outside"]


def test_likeness_colour_and_stock_are_said():
    warm = Wearer(measures(), skin=(0.80, 0.62, 0.42))
    pair = listing("liked", finishes=(GOLD, GOLD), stock=0)
    found = top(rank(prepare([pair], HARMONY), warm, Steering(like="liked-0")))[0]
    keys = [reason.key for reason in found.reasons]
    assert keys == [
        "recommend.width.right", "recommend.like", "recommend.colour.warm", "recommend.stock.order"
    ]  # fmt: skip


def test_cool_colours_contrast_and_pads_are_said():
    silver_blue = FrameFinish(FrameMaterial.METAL, (0.2, 0.3, 0.6))
    rosy = Wearer(measures(pd_mm=68), skin=(0.86, 0.66, 0.62))
    assert "recommend.colour.cool" in keys_for(listing("f", finishes=(silver_blue,)), rosy)[0]
    dark = Wearer(measures(), skin=(0.9, 0.75, 0.66), hair=(0.08, 0.06, 0.05))
    assert "recommend.colour.contrast" in keys_for(listing("f"), dark)[0]
    padded = listing("f", spec_of(has_nose_pads=True))
    assert "recommend.bridge.pads" in keys_for(padded, Wearer(measures(pd_mm=70)))[0]
