"""Runs of one connection over a real store and a platform in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from uuid6 import uuid7

from app.domain.errors import RetryLater
from app.domain.exchange import ConnectionStatus, InboxStatus, WebhookEvent
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from app.domain.syncing import RunKind, RunOutcome
from engine.types import FrameShape
from sync.platforms.values import EyewearFields
from sync.reconcile.policy import Policy
from sync.runs.connection import run_connection, run_once
from sync.runs.events import work_off
from sync.runs.pull import pull
from sync.runs.push_products import push_products
from sync.runs.push_stock import push_stock
from sync.runs.status import read_state
from sync.runs.sweeps import sweep_ids, sweep_prices, sweep_stock
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, PowerCut, a_remote, a_remote_variant
from tests.fakes.tenants import a_product


@pytest.fixture
def platform():
    return FakePlatform(a_remote(1, "A-BLK", "A-RED"), a_remote(2, "B"), a_remote(3, "C"))


@pytest.fixture
def joined(sqlite_database, platform):
    return join(sqlite_database, platform)


def reshape(joined, sku, bridge_mm):
    """The optician measures a frame anew."""
    content = joined.product(sku).content
    sizes = tuple(replace(s, spec=replace(s.spec, bridge_mm=bridge_mm)) for s in content.sizes)
    joined.store.write(
        joined.scope, lambda shop: shop.product_writing.upsert([replace(content, sizes=sizes)])
    )


def test_what_the_platform_sells_is_what_the_mirror_shows(joined):
    counts = joined.run(pull)
    assert (counts.seen, counts.added, counts.unchanged) == (3, 3, 0)
    product = joined.product("A-RED").content
    assert (product.name, product.brand, product.variants[1].prices[0].money.amount_minor) == (
        "Frame 1", "Halme", 9900,
    )  # fmt: skip
    with joined.store.reading(joined.scope) as shop:
        assert len(shop.listings.of_products([joined.product("A-RED").id], "EUR", joined.store_id)) == 1
    assert joined.pieces("A-RED") == 5


def test_an_unchanged_platform_changes_nothing(joined):
    joined.run(pull)
    with joined.store.reading(joined.scope) as shop:
        revision = shop.products.revision()
    counts = joined.run(pull)
    assert (counts.seen, counts.unchanged) == (counts.seen, counts.seen)
    with joined.store.reading(joined.scope) as shop:
        assert shop.products.revision() == revision


def test_a_changed_price_arrives_and_nothing_else_is_touched(joined, platform):
    joined.run(pull)
    variant = replace(platform.products["2"].variants[0], prices=(Price(Money(12900, "EUR")),))
    platform.change_variant("2", variant)
    counts = joined.run(pull)
    assert counts.changed == 1
    assert joined.product("B").content.variants[0].prices[0].money.amount_minor == 12900


def test_a_product_that_sells_our_sku_is_bound_to_ours_and_gets_our_boxing_data(joined, platform):
    ours = a_product("ALBA")
    joined.store.write(joined.scope, lambda shop: shop.product_writing.upsert([ours]))
    bare = replace(a_remote_variant("9-0", "ALBA-Black"), eyewear=EyewearFields())
    platform.add(replace(a_remote(9), variants=(bare,)))
    joined.run(pull)
    assert joined.product("ALBA-Black").content.code == "ALBA"
    assert joined.product("ALBA-Black").content.name == "Frame 9"
    joined.run(push_products)
    assert platform.products["9"].variants[0].eyewear.shape is FrameShape.PANTO


def test_a_product_is_bound_by_its_gtin_too(joined, platform):
    ours = a_product("ALBA")
    ours = replace(ours, variants=(replace(ours.variants[0], gtin="4006381333931"),))
    joined.store.write(joined.scope, lambda shop: shop.product_writing.upsert([ours]))
    variant = replace(a_remote_variant("9-0", "OTHER"), gtin="4006381333931")
    platform.add(replace(a_remote(9), variants=(variant,)))
    joined.run(pull)
    assert joined.product("OTHER").content.code == "ALBA"


def test_two_products_with_one_sku_do_not_share_a_frame_and_the_second_is_set_aside(joined, platform):
    platform.add(a_remote(4, "B"))
    counts = joined.run(pull)
    assert counts.set_aside == 1
    with joined.store.reading(joined.scope) as shop:
        (aside,) = shop.sync_log.all_set_aside(joined.link.id, 9)
    assert (aside.external_id, "B" in aside.reason or "SKU" in aside.reason) == ("4", True)


def test_broken_records_are_set_aside_and_come_back_when_they_are_mended(joined, platform):
    platform.unusable["2"] = "Its price is a word."
    platform.add(replace(a_remote(4), variants=(replace(a_remote_variant("4-0", "D"), prices=()),)))
    counts = joined.run(pull)
    assert (counts.seen, counts.added, counts.set_aside) == (4, 2, 2)
    with joined.store.reading(joined.scope) as shop:
        reasons = {a.external_id: a.reason for a in shop.sync_log.all_set_aside(joined.link.id, 9)}
    assert reasons == {"2": "Its price is a word.", "4": "Variant D has no price."}
    platform.unusable.clear()
    platform.change("2", title="Mended")
    assert joined.run(pull).added == 1
    with joined.store.reading(joined.scope) as shop:
        assert shop.sync_log.set_aside_counts(joined.link.id) == {"product": 1}


def test_a_pull_cut_off_anywhere_goes_on_and_ends_the_same(joined, platform):
    for number in range(4, 12):
        platform.add(a_remote(number))
    platform.faults.plan = dict.fromkeys(range(0, 6, 2), "cut after")
    for _attempt in range(4):
        try:
            joined.run(pull)
        except PowerCut:
            continue
    joined.run(pull)
    for number in range(4, 12):
        assert joined.pieces(f"SKU-{number}") == 5


def test_a_deleted_product_leaves_the_mirror_and_comes_back_with_the_same_frame(joined, platform):
    joined.run(pull)
    before = joined.product("B").id
    gone = platform.products.pop("2")
    assert joined.run(sweep_ids).more["gone"] == 1
    assert joined.product("B").content.status is ProductStatus.ARCHIVED
    platform.add(gone)
    joined.run(pull)
    assert (joined.product("B").id, joined.product("B").content.status) == (before, ProductStatus.PUBLISHED)


def test_a_product_that_was_never_told_of_is_found_by_the_id_sweep(joined, platform):
    joined.run(pull)
    platform.products["77"] = replace(a_remote(77), updated_at=platform.now.replace(year=2020))
    assert joined.run(sweep_ids).added == 1


def test_an_order_on_the_platform_lowers_our_count_once(joined, platform):
    joined.run(pull)
    platform.sell("2-0", 2)
    joined.run(pull)
    joined.run(sweep_stock)
    assert joined.pieces("B") == 3


def test_a_sale_in_the_store_lowers_the_platforms_count_once(joined, platform):
    joined.run(pull)
    joined.sell("B")
    counts = joined.run(push_stock)
    assert (counts.more["sent"], platform.level("2-0"), joined.unsent()) == (1, 4, 0)
    joined.run(pull)
    joined.run(sweep_stock)
    assert (joined.pieces("B"), platform.level("2-0")) == (4, 4)


def test_a_sale_before_the_first_contact_is_neither_lost_nor_doubled(joined, platform):
    joined.store.write(joined.scope, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    joined.sell("ALBA-Black")
    platform.add(a_remote(9, "ALBA-Black", stock=7))
    for _ in range(2):
        joined.run(pull)
        joined.run(push_stock)
    assert joined.pieces("ALBA-Black") == platform.level("9-0") == 6


@pytest.mark.parametrize("is_idempotent", [True, False])
@pytest.mark.parametrize("fault", ["away", "unknown", "cut before", "cut after"])
@pytest.mark.parametrize("call", [0, 1, 2])
def test_a_sale_is_told_exactly_once_wherever_the_power_fails(sqlite_database, is_idempotent, fault, call):
    platform = FakePlatform(a_remote(2, "B"), is_idempotent=is_idempotent)
    joined = join(sqlite_database, platform)
    joined.run(pull)
    joined.sell("B", 2)
    platform.faults.calls, platform.faults.plan = 0, {call: fault}
    for _attempt in range(3):
        joined.clock.advance(120)
        try:
            joined.run(push_stock)
        except (PowerCut, RetryLater):
            continue
    platform.faults.plan = {}
    joined.run(sweep_stock)
    assert (platform.level("2-0"), joined.pieces("B"), joined.unsent()) == (3, 3, 0)


def test_a_level_that_others_change_meanwhile_is_read_again(sqlite_database):
    platform = FakePlatform(a_remote(2, "B"), is_idempotent=False)
    joined = join(sqlite_database, platform)
    joined.run(pull)
    joined.sell("B")
    read = joined.link.adapter._read
    sold = iter([1, 1])

    def read_then_somebody_buys(product_id):
        found = read(product_id)
        for pieces in sold:
            platform.sell("2-0", pieces)
            break
        return found

    joined.link.adapter._read = read_then_somebody_buys
    joined.run(push_stock)
    joined.run(sweep_stock)
    assert platform.level("2-0") == joined.pieces("B") == 2


def test_boxing_data_measured_here_reach_the_platform_and_their_echo_ends_there(joined, platform):
    joined.run(pull)
    reshape(joined, "B", 21)
    assert joined.run(push_products).more["written"] == 1
    assert platform.products["2"].variants[0].eyewear.bridge_mm == 21
    writes = list(platform.writes)
    for _ in range(3):
        counts = joined.run(pull)
        assert counts.changed == 0
        joined.run(push_products)
    assert platform.writes == writes


def test_when_both_changed_the_policy_decides_and_the_loser_is_kept(joined, platform):
    joined.run(pull)
    reshape(joined, "B", 21)
    variant = platform.products["2"].variants[0]
    platform.change_variant("2", replace(variant, eyewear=replace(variant.eyewear, bridge_mm=17)))
    assert joined.run(pull).more["conflicts"] == 1
    joined.run(push_products)
    assert platform.products["2"].variants[0].eyewear.bridge_mm == 21
    with joined.store.reading(joined.scope) as shop:
        (conflict,) = shop.sync_log.conflicts(joined.link.id, 9)
    assert (conflict.field, conflict.winner, conflict.said["theirs"][3]) == ("boxing", "shop", 17)


def test_a_connection_that_only_reads_never_writes(sqlite_database, platform):
    joined = join(sqlite_database, platform, Policy(writes_products=False, writes_stock=False))
    joined.run(pull)
    reshape(joined, "B", 21)
    joined.sell("B")
    joined.run(push_products)
    joined.run(push_stock)
    assert (platform.writes, platform.level("2-0")) == ([], 5)


def test_prices_that_changed_behind_the_clock_are_found_by_the_price_sweep(joined, platform):
    joined.run(pull)
    platform.now += timedelta(hours=1)
    joined.run(pull)
    product = platform.products["2"]
    cheap = replace(product.variants[0], prices=(Price(Money(4900, "EUR")),))
    platform.products["2"] = replace(product, variants=(cheap,))
    assert joined.run(pull).changed == 0
    assert joined.run(sweep_prices).changed == 1
    assert joined.product("B").content.variants[0].prices[0].money.amount_minor == 4900


def tell(joined, *hints):
    events = [
        WebhookEvent(uuid7(), joined.link.id, str(uuid7()), "t", b"{}", joined.clock.now(), hint=hint)
        for hint in hints
    ]
    joined.store.write(joined.scope, lambda shop: [shop.inbox.receive(event) for event in events])
    return [event.id for event in events]


def inbox(joined, status):
    with joined.store.reading(joined.scope) as shop:
        return shop.inbox.of_connection(joined.link.id, status, 99)


def test_webhooks_in_any_order_and_number_end_with_what_is_true(joined, platform):
    joined.run(pull)
    platform.change("2", title="Newest")
    del platform.products["3"]
    hints = [("product", "2"), ("product", "3"), ("variant", "2-0"), ("product", "2")]
    tell(joined, *hints, None)
    calls = platform.faults.calls
    joined.run(work_off)
    assert joined.product("B").content.name == "Newest"
    assert joined.product("C").content.status is ProductStatus.ARCHIVED
    assert len(inbox(joined, InboxStatus.DONE)) == 4
    assert len(inbox(joined, InboxStatus.IGNORED)) == 1
    assert platform.faults.calls - calls == 4
    done = inbox(joined, InboxStatus.DONE)[0].reason
    assert '"success": true, "productId": "2", "processingTime":' in done


def test_a_webhook_about_a_broken_record_is_a_dead_letter_with_its_reason(joined, platform):
    platform.unusable["2"] = "Its price is a word."
    tell(joined, ("product", "2"))
    joined.run(work_off)
    (dead,) = inbox(joined, InboxStatus.DEAD)
    assert dead.reason == '{"success": false, "error": "UnusableRecord", "reason": "Its price is a word."}'


def test_a_webhook_waits_while_the_platform_is_away_and_dies_after_its_last_attempt(joined, platform):
    platform.faults.plan = dict.fromkeys(range(100), "away")
    tell(joined, ("product", "2"))
    assert run_once(joined.link, RunKind.EVENTS).outcome is RunOutcome.LATER
    assert joined.run(work_off).more["events"] == 0
    for _ in range(7):
        joined.clock.advance(200)
        run_once(joined.link, RunKind.EVENTS)
    assert len(inbox(joined, InboxStatus.DEAD)) == 1


def test_every_run_is_on_record_with_its_counts_its_cost_and_its_reason(joined, platform):
    done = run_once(joined.link, RunKind.PULL)
    platform.faults.plan = {platform.faults.calls: "away"}
    later = run_once(joined.link, RunKind.STOCK)
    assert (done.outcome, done.counts["added"], done.cost["requests"]) == (RunOutcome.DONE, 3, 2)
    assert (later.outcome, later.reason) == (RunOutcome.LATER, "away")
    with joined.store.reading(joined.scope) as shop:
        assert shop.sync_log.runs(joined.link.id, 9) == (later, done)


def test_an_error_of_ours_stops_this_run_only_and_is_on_record(joined, platform, caplog):
    joined.link.adapter.read_ids = lambda: 1 / 0
    runs = run_connection(joined.link, joined.database, [RunKind.IDS, RunKind.PULL])
    assert [(run.outcome, run.reason) for run in runs] == [
        (RunOutcome.FAILED, "ZeroDivisionError: division by zero")
    ]


def test_a_connection_that_needs_its_owner_says_so_until_it_works_again(joined, platform):
    from app.domain.errors import NeedsOwner

    def refuse():
        raise NeedsOwner("The key was revoked.")

    works, joined.link.adapter.read_ids = joined.link.adapter.read_ids, refuse
    assert run_once(joined.link, RunKind.IDS).outcome is RunOutcome.NEEDS_OWNER
    assert status(joined) is ConnectionStatus.NEEDS_OWNER
    joined.link.adapter.read_ids = works
    run_once(joined.link, RunKind.IDS)
    assert status(joined) is ConnectionStatus.ACTIVE


def status(joined):
    with joined.store.reading(joined.scope) as shop:
        return shop.connections.get(joined.link.id).status


def test_one_connection_is_never_synchronised_by_two_at_once(database, platform):
    joined = join(database, platform)
    with database.alone(f"sync-{joined.link.id}") as is_alone:
        assert is_alone
        assert run_connection(joined.link, joined.database, [RunKind.PULL]) is None
    assert run_connection(joined.link, joined.database, [RunKind.PULL])


def test_two_platforms_hear_of_a_sale_and_one_that_is_away_does_not_hold_up_the_other(sqlite_database):
    """Done when both have it."""
    first = join(sqlite_database, FakePlatform(a_remote(2, "B")))
    other = FakePlatform(a_remote(5, "B"))
    from tests.fakes.joined_shop import join_also

    second = join_also(first, other)
    first.run(pull)
    second.run(pull)
    first.sell("B")
    first.sell("B")
    first.run(push_stock)
    assert (first.platform.level("2-0"), other.level("5-0"), first.unsent()) == (3, 5, 2)
    second.run(push_stock)
    assert (other.level("5-0"), first.unsent()) == (3, 0)


def test_a_product_that_comes_twice_in_a_page_counts_once(joined, platform):
    from sync.runs.applying import apply_products

    twice = (platform.products["2"], platform.products["2"])
    counts = joined.store.write(joined.scope, lambda shop: apply_products(shop, joined.link, twice)).result
    assert (counts.seen, counts.added) == (1, 1)
    assert counts.add_up()


def untried(joined):
    with joined.store.reading(joined.scope) as shop:
        return [one.reason for one in shop.sync_log.all_set_aside(joined.link.id, 9) if one.kind == "try_on"]


def without(variant, **unknown):
    return replace(variant, eyewear=replace(variant.eyewear, **unknown))


def test_a_frame_without_all_its_dimensions_is_sold_and_told_with_what_is_missing(joined, platform):
    platform.change_variant("2", without(platform.products["2"].variants[0], lens_height_mm=None, shape=None))
    counts = joined.run(pull)
    assert (counts.set_aside, counts.added) == (0, 3)
    (reason,) = untried(joined)
    assert reason.endswith(": lens height, shape missing")
    with joined.store.reading(joined.scope) as shop:
        state = read_state(shop, joined.link.connection)
    assert (state.untried, state.unused) == (1, 0)


def test_it_is_not_told_any_more_once_the_platform_says_the_rest_or_it_was_measured_here(joined, platform):
    whole = {number: platform.products[number].variants[0] for number in ("2", "3")}
    for number, variant in whole.items():
        platform.change_variant(number, without(variant, bridge_mm=None))
    joined.run(pull)
    assert len(untried(joined)) == 2
    platform.change_variant("2", whole["2"])
    joined.run(pull)
    assert len(untried(joined)) == 1
    content = joined.product("C").content
    measured = a_product().sizes[0]
    variants = tuple(replace(v, size=measured.label) for v in content.variants)
    here = replace(content, sizes=(measured,), variants=variants)
    joined.store.write(joined.scope, lambda shop: shop.product_writing.upsert([here]))
    joined.run(push_products)
    assert untried(joined) == []
