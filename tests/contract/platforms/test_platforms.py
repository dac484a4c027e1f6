"""The contract of all platforms: what the engine relies on, whichever shop it talks to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.errors import Unknown
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from engine.types import FrameShape
from sync.platforms.values import (
    EyewearFields,
    Hint,
    HintKind,
    ImageWrite,
    NewVariant,
    ProductChange,
    RefusalCode,
    StockAdjustment,
    StockSet,
    VariantChange,
)
from tests.contract.platforms.beds import EYEWEAR
from tests.fakes.shops.picture_host import PictureHost
from tests.fakes.shops.serving import serving

MINUTES = timedelta(minutes=5)
NO_SUCH_ID = "987654321"


def all_items(pages):
    return [one for page in pages for one in page.items]


def test_the_check_tells_who_it_is(bed):
    facts = bed.adapter.check()
    assert facts.name
    assert len(facts.currency) == 3
    assert not facts.missing_rights


def test_a_product_comes_back_as_it_was_created(bed):
    wanted = bed.new(description_html="<p>Light &amp; strong</p>", brand="Nordlys", eyewear=EYEWEAR)
    made = bed.keep(wanted)
    assert (made.title, made.description_html, made.brand) == (
        wanted.title,
        wanted.description_html,
        "Nordlys",
    )
    assert made.status is ProductStatus.PUBLISHED
    (variant,) = made.variants
    assert (variant.sku, variant.prices) == (wanted.variants[0].sku, (bed.price(12900),))
    assert variant.eyewear.or_else(made.eyewear) == EYEWEAR
    assert bed.available(made.id) == [5]


@pytest.mark.parametrize("choices", [(), ("Black", "Havana")])
def test_customers_find_what_was_created_for_them_and_nothing_else(bed, choices):
    if bed.shop is None:
        pytest.skip("what customers find is looked up in the simulated shops")
    shown, draft = bed.create(choices), bed.create(choices, status=ProductStatus.DRAFT)
    assert bed.shop.shows(shown.id)
    assert not bed.shop.shows(draft.id)
    bed.adapter.update_product(shown.id, ProductChange(status=ProductStatus.DRAFT))
    bed.adapter.update_product(draft.id, ProductChange(status=ProductStatus.PUBLISHED))
    assert not bed.shop.shows(shown.id)
    assert bed.shop.shows(draft.id)


def test_a_product_with_choices_has_a_variant_for_each(bed):
    wanted = bed.new(("Black", "Havana"))
    made = bed.keep(wanted)
    assert {(one.sku, one.options) for one in made.variants} == {
        (one.sku, one.options) for one in wanted.variants
    }
    assert [(one.name, set(one.choices)) for one in made.options] == [("Colour", {"Black", "Havana"})]
    assert len({one.id for one in made.variants}) == 2
    assert sorted(bed.available(made.id)) == [5, 5]


@pytest.mark.parametrize("choices", [(), ("Black", "Havana")])
def test_creating_it_again_binds_and_does_not_double(bed, choices):
    wanted = bed.new(choices)
    first, second = bed.keep(wanted), bed.adapter.create_product(wanted)
    assert second.id == first.id
    assert {one.id for one in second.variants} == {one.id for one in first.variants}


def test_a_half_created_product_is_completed(bed):
    wanted = bed.new(("Black", "Havana"))
    half = replace(wanted, variants=wanted.variants[:1])
    made = bed.keep(half)
    whole = bed.adapter.create_product(wanted)
    assert whole.id == made.id
    assert {one.sku for one in whole.variants} == {one.sku for one in wanted.variants}


@pytest.mark.parametrize("choices", [(), ("Black", "Havana")])
def test_a_change_after_the_position_arrives_and_is_the_same_as_when_read_alone(bed, choices):
    *_, last = bed.adapter.read_products("", MINUTES)
    made = bed.create(choices, eyewear=EYEWEAR, brand="Nordlys")
    fields = EyewearFields(lens_width_mm=50)
    bed.adapter.update_variants([VariantChange(made.id, made.variants[0].id, eyewear=fields)])
    changed = all_items(bed.adapter.read_products(last.position, MINUTES))
    assert {one.content_hash for one in changed if one.id == made.id} == {bed.read(made.id).content_hash}


def test_a_reading_goes_on_from_any_page(bed):
    bed.create()
    bed.create(("Black", "Havana"))
    pages = list(bed.adapter.read_products("", MINUTES))
    whole = {one.id for page in pages for one in page.items}
    for number, page in enumerate(pages[:-1]):
        rest = {one.id for one in all_items(bed.adapter.read_products(page.position, MINUTES))}
        assert whole <= {one.id for done in pages[: number + 1] for one in done.items} | rest
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]


def test_all_ids_are_there_and_deleted_ones_are_not(bed):
    kept, gone = bed.create(), bed.create()
    bed.adapter.delete_product(gone.id)
    ids = all_items(bed.adapter.read_ids())
    assert kept.id in ids
    assert gone.id not in ids
    assert len(ids) == len(set(ids))


def test_deleting_what_is_gone_is_harmless(bed):
    made = bed.create()
    bed.adapter.delete_product(made.id)
    bed.adapter.delete_product(made.id)
    assert bed.adapter.read_product(made.id) is None
    assert bed.adapter.product_of(Hint(HintKind.PRODUCT, made.id)) is None
    assert bed.adapter.find_by_sku(made.variants[0].sku) is None


def test_texts_and_status_change_and_the_rest_stays(bed):
    made = bed.create(description_html="<p>Old</p>", eyewear=EYEWEAR)
    bed.adapter.update_product(made.id, ProductChange(title="New name", status=ProductStatus.DRAFT))
    read = bed.read(made.id)
    assert (read.title, read.description_html, read.status) == ("New name", "<p>Old</p>", ProductStatus.DRAFT)
    assert read.variants[0].eyewear.or_else(read.eyewear) == EYEWEAR


def test_changing_a_product_that_is_gone_says_so(bed):
    with pytest.raises(Unknown):
        bed.adapter.update_product(NO_SUCH_ID, ProductChange(title="Nobody"))
    with pytest.raises(Unknown):
        bed.adapter.create_variant(
            NO_SUCH_ID, NewVariant(bed.sku(), (bed.price(100),), (("Colour", "Black"),))
        )


def test_pictures_of_a_product_and_of_a_variant_come_and_go(bed):
    if bed.shop is None:
        pytest.skip("a real shop fetches pictures from the open web only")
    made = bed.create(("Black", "Havana"))
    first = made.variants[0]
    with serving(PictureHost()) as address:
        front, side, worn = (f"{address}/{name}.png" for name in ("front", "side", "worn"))
        images = (ImageWrite(front, alt="Front"), ImageWrite(side), ImageWrite(worn, skus=(first.sku,)))
        bed.adapter.update_product(made.id, ProductChange(images=images))
        product, variant = split(bed.read(made.id))
        assert [one.alt for one in product] == ["Front", ""]
        assert [one.variant_ids for one in variant] == [(first.id,)]
        kept = (ImageWrite(id=product[0].id, alt="Front"), ImageWrite(id=variant[0].id, skus=(first.sku,)))
        bed.adapter.update_product(made.id, ProductChange(images=kept))
        assert [[one.id for one in some] for some in split(bed.read(made.id))] == [
            [product[0].id],
            [variant[0].id],
        ]
        bed.adapter.update_product(made.id, ProductChange(images=()))
        assert bed.read(made.id).images == ()


def split(product):
    """Pictures of the product, and of its variants."""
    own = [one for one in product.images if not one.variant_ids]
    return own, [one for one in product.images if one.variant_ids]


def test_a_new_product_shows_the_pictures_of_its_variants(bed):
    if bed.shop is None:
        pytest.skip("a real shop fetches pictures from the open web only")
    with serving(PictureHost()) as address:
        wanted = bed.new(("Black", "Havana"))
        skus = [one.sku for one in wanted.variants]
        images = (
            ImageWrite(f"{address}/worn.png", skus=(skus[1],)),
            ImageWrite(f"{address}/front.png", alt="Front"),
        )
        made = bed.keep(replace(wanted, images=images))
        product, variant = split(bed.read(made.id))
        by_id = {one.id: one.sku for one in made.variants}
        assert [one.alt for one in product] == ["Front"]
        assert [by_id[one] for image in variant for one in image.variant_ids] == [skus[1]]


def test_eyewear_fields_are_published(bed):
    made = bed.create(("Black", "Havana"))
    bed.adapter.update_product(made.id, ProductChange(eyewear=EyewearFields(shape=FrameShape.CAT_EYE)))
    first, second = made.variants
    fields = EyewearFields(lens_width_mm=50.5, bridge_mm=19, temple_mm=140)
    outcome = bed.adapter.update_variants([VariantChange(made.id, first.id, eyewear=fields)])
    assert outcome.done == (first.id,)
    read = bed.read(made.id)
    seen = {one.id: one.eyewear.or_else(read.eyewear) for one in read.variants}
    assert seen[first.id] == replace(fields, shape=FrameShape.CAT_EYE)
    assert seen[second.id] == EyewearFields(shape=FrameShape.CAT_EYE)


def test_prices_change_and_a_struck_out_one_comes_and_goes(bed):
    made = bed.create(("Black", "Havana"))
    first, second = made.variants
    reduced = bed.price(9900, 12900)
    bed.adapter.update_variants([VariantChange(made.id, first.id, prices=(reduced,))])
    prices = {one.id: one.prices for one in bed.read(made.id).variants}
    assert prices == {first.id: (reduced,), second.id: (bed.price(12900),)}
    bed.adapter.update_variants([VariantChange(made.id, first.id, prices=(bed.price(11000),))])
    swept = {one.variant_id: one.prices for one in all_items(bed.adapter.read_prices())}
    assert swept[first.id] == (bed.price(11000),)


def test_a_price_in_another_currency_is_kept_or_refused_and_the_shops_own_stays(bed):
    made = bed.create()
    variant = made.variants[0]
    foreign = Price(Money(8800, "GBP" if bed.currency != "GBP" else "EUR"), 9900)
    outcome = bed.adapter.update_variants([VariantChange(made.id, variant.id, prices=(foreign,))])
    prices = bed.read(made.id).variants[0].prices
    swept = {one.variant_id: one.prices for one in all_items(bed.adapter.read_prices())}
    if outcome.done:
        assert set(prices) == set(swept[variant.id]) == {bed.price(12900), foreign}
    else:
        assert [one.code for one in outcome.refused] == [RefusalCode.INVALID]
        assert prices == swept[variant.id] == (bed.price(12900),)


def test_a_change_of_what_is_gone_is_refused_and_the_rest_is_done(bed):
    made = bed.create()
    variant = made.variants[0]
    bed.adapter.delete_product(gone := bed.create().id)
    changes = [
        VariantChange(gone, gone if variant.id == made.id else NO_SUCH_ID, prices=(bed.price(1),)),
        VariantChange(made.id, variant.id, prices=(bed.price(10000),)),
    ]
    outcome = bed.adapter.update_variants(changes)
    assert outcome.done == (variant.id,)
    assert [one.code for one in outcome.refused] == [RefusalCode.GONE]


def test_a_variant_is_added_found_and_taken_away(bed):
    made = bed.create(("Black", "Havana"))
    wanted = NewVariant(bed.sku(), (bed.price(13900),), (("Colour", "Havana"),))
    bed.adapter.delete_variant(
        made.id, next(one.id for one in made.variants if one.options[0][1] == "Havana")
    )
    added = bed.adapter.create_variant(made.id, wanted)
    assert (added.sku, added.options, added.prices) == (wanted.sku, wanted.options, wanted.prices)
    assert bed.adapter.create_variant(made.id, wanted).id == added.id
    assert bed.adapter.find_by_sku(wanted.sku) == (made.id, added.id)
    bed.adapter.delete_variant(made.id, added.id)
    assert added.id not in {one.id for one in bed.read(made.id).variants}


def test_a_variant_with_a_choice_that_is_new_to_its_product_can_be_chosen(bed):
    made = bed.create(("Black", "Havana"))
    wanted = NewVariant(bed.sku(), (bed.price(13900),), (("Colour", "Olive"),))
    assert bed.adapter.create_variant(made.id, wanted).options == wanted.options
    (option,) = bed.read(made.id).options
    assert set(option.choices) == {"Black", "Havana", "Olive"}


def test_a_hint_leads_to_its_product(bed):
    made = bed.create(("Black", "Havana"))
    assert bed.adapter.product_of(Hint(HintKind.PRODUCT, made.id)) == made.id
    assert bed.adapter.product_of(Hint(HintKind.VARIANT, made.variants[1].id)) == made.id
    assert bed.adapter.product_of(Hint(HintKind.PRODUCT_CODE, made.variants[0].sku)) == made.id


def test_stock_is_set_and_swept(bed):
    made = bed.create(("Black", "Havana"))
    place = bed.adapter.locations()[0].id
    first, second = made.variants
    outcome = bed.adapter.set_stock(
        [StockSet(first.id, place, 9), StockSet(second.id, place, 0)], str(uuid4())
    )
    assert set(outcome.done) == {first.id, second.id}
    swept = {(one.variant_id, one.location_id): one.available for one in all_items(bed.adapter.read_stock())}
    assert swept[first.id, place] == 9
    assert swept[second.id, place] == 0


def test_a_level_that_moved_is_not_overwritten(bed):
    made = bed.create()
    place, variant = bed.adapter.locations()[0].id, made.variants[0].id
    outcome = bed.adapter.set_stock([StockSet(variant, place, 7, expected=4)], str(uuid4()))
    assert [(one.id, one.code) for one in outcome.refused] == [(variant, RefusalCode.STALE)]
    assert bed.available(made.id) == [5]
    assert bed.adapter.set_stock([StockSet(variant, place, 7, expected=5)], str(uuid4())).done == (variant,)
    assert bed.available(made.id) == [7]


def test_an_adjustment_counts_once(bed):
    made = bed.create()
    place, variant = bed.adapter.locations()[0].id, made.variants[0].id
    key = str(uuid4())
    times = 2 if bed.adapter.capabilities.is_adjustment_idempotent else 1
    for _ in range(times):
        outcome = bed.adapter.adjust_stock([StockAdjustment(variant, place, -2)], key)
        assert outcome.done == (variant,)
    bed.adapter.adjust_stock([StockAdjustment(variant, place, 1)], str(uuid4()))
    assert bed.available(made.id) == [4]


def test_each_place_of_stock_has_its_own_pieces(bed):
    if bed.shop is not None:
        bed.shop.add_location("Harbour")
    places = [one.id for one in bed.adapter.locations() if one.is_active]
    for choices in ((), ("Black", "Havana")):
        wanted = bed.new(choices)
        stock = {place: 3 + number for number, place in enumerate(places)}
        made = bed.keep(replace(wanted, variants=tuple(replace(one, stock=stock) for one in wanted.variants)))
        assert [bed.levels(made.id, one.id) for one in made.variants] == [stock] * len(made.variants)
        last, variant = places[-1], made.variants[0].id
        assert bed.adapter.adjust_stock([StockAdjustment(variant, last, -1)], str(uuid4())).done == (variant,)
        assert bed.levels(made.id, variant) == stock | {last: stock[last] - 1}


def test_what_was_never_counted_at_a_place_is_counted_there_from_now_on(bed):
    made = bed.create()
    if bed.shop is not None:
        bed.shop.add_location("Harbour")
    first, last = (one.id for one in (bed.adapter.locations()[0], bed.adapter.locations()[-1]))
    variant = made.variants[0].id
    assert bed.adapter.adjust_stock([StockAdjustment(variant, last, 2)], str(uuid4())).done == (variant,)
    assert bed.levels(made.id, variant)[last] == (2 if last != first else 7)
    assert bed.adapter.set_stock([StockSet(variant, last, 4)], str(uuid4())).done == (variant,)
    assert bed.levels(made.id, variant)[last] == 4


def test_stock_of_what_is_gone_is_refused(bed):
    place = bed.adapter.locations()[0].id
    for outcome in (
        bed.adapter.set_stock([StockSet(NO_SUCH_ID, place, 1)], str(uuid4())),
        bed.adapter.adjust_stock([StockAdjustment(NO_SUCH_ID, place, 1)], str(uuid4())),
    ):
        assert [one.code for one in outcome.refused] == [RefusalCode.GONE]


def test_webhooks_are_made_listed_mended_and_taken_away(bed):
    if not bed.adapter.capabilities.has_webhooks:
        assert bed.adapter.wanted_topics() == ()
        assert bed.adapter.subscriptions() == ()
        return
    topic = bed.adapter.wanted_topics()[0]
    address = f"https://mirror.example/webhooks/{uuid4().hex}"
    made = bed.adapter.subscribe(topic, address, "a secret of ours")
    assert made in bed.adapter.subscriptions()
    mended = bed.adapter.repair(made, f"{address}/new", "another secret")
    assert (mended.topic, mended.address, mended.is_active) == (topic, f"{address}/new", True)
    bed.adapter.unsubscribe(mended)
    bed.adapter.unsubscribe(mended)
    assert not {made.id, mended.id} & {one.id for one in bed.adapter.subscriptions()}


def test_what_it_took_is_counted(bed):
    before = bed.adapter.cost()
    bed.adapter.locations()
    bed.create()
    spent = bed.adapter.cost() - before
    assert spent.requests >= 1
    assert spent.received_bytes > 0
