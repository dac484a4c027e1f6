from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from sync.reconcile.merged_content import content_of
from sync.reconcile.plan import Conflict, plan
from sync.reconcile.policy import Policy, Winner, policy_data, read_policy
from sync.reconcile.sheet import Sheet, Synced, sheet_of, synced
from tests.fakes.tenants import a_product

ALBA = a_product("ALBA", "Black", "Red")
HERE = THERE = sheet_of(ALBA)


def boxed(spec_bridge_mm):
    (size,) = ALBA.sizes
    return replace(ALBA, sizes=(replace(size, spec=replace(size.spec, bridge_mm=spec_bridge_mm)),))


def bare(content):
    """Without boxing data."""
    return replace(content, sizes=(), variants=tuple(replace(v, size=None) for v in content.variants))


def renamed(name):
    return replace(ALBA, name=name)


def test_a_new_title_on_the_platform_comes_here():
    planned = plan(HERE, sheet_of(renamed("Alba II")), synced(THERE), Policy())
    assert planned.for_us.product == {"name": "Alba II"}
    assert not planned.changes_platform


def test_when_both_changed_the_title_the_platform_wins_and_ours_is_kept_in_the_history():
    planned = plan(sheet_of(renamed("Ours")), sheet_of(renamed("Theirs")), synced(THERE), Policy())
    assert planned.agreed.product["name"] == "Theirs"
    assert planned.conflicts == (Conflict(None, "name", "Ours", "Theirs", Winner.PLATFORM),)


def test_boxing_data_of_the_shop_win_over_the_platforms():
    planned = plan(sheet_of(boxed(20)), sheet_of(boxed(17)), synced(THERE), Policy())
    assert {fields["boxing"].bridge_mm for fields in planned.for_platform.variants.values()} == {20}
    assert not planned.changes_us
    assert len(planned.conflicts) == 2


def test_at_first_contact_the_shops_boxing_data_fill_the_platforms_empty_field():
    planned = plan(HERE, sheet_of(bare(ALBA)), Synced(), Policy())
    assert set(planned.for_platform.variants) == {"ALBA-Black", "ALBA-Red"}
    assert not planned.changes_us


def test_what_the_platform_does_not_carry_stays_as_it_is_here():
    bare_platform = Sheet({"name": "Alba"}, {sku: {"colour": "c"} for sku in THERE.variants})
    planned = plan(HERE, bare_platform, Synced(), Policy())
    merged = content_of(planned.agreed, replace(ALBA, gender="women"))
    assert (merged.gender, merged.sizes, merged.name) == ("women", ALBA.sizes, "Alba")
    assert merged.variants[0].finish == ALBA.variants[0].finish


def test_new_dimensions_keep_what_else_is_known_of_the_frame():
    thick = replace(ALBA.sizes[0], spec=replace(ALBA.sizes[0].spec, rim_thickness_mm=6))
    merged = content_of(sheet_of(boxed(17)), replace(ALBA, sizes=(thick,)))
    (size,) = merged.sizes
    assert (size.label, size.spec.bridge_mm, size.spec.rim_thickness_mm) == ("50□17–145", 17, 6)


def test_a_content_put_together_from_its_own_sheet_is_the_same():
    assert content_of(sheet_of(ALBA), ALBA) == ALBA


def test_a_colour_that_the_platform_no_longer_has_is_dropped_here():
    fewer = replace(ALBA, variants=ALBA.variants[:1])
    planned = plan(HERE, sheet_of(fewer), synced(THERE), Policy())
    assert planned.drop_here == {"ALBA-Red"}
    assert [v.sku for v in content_of(planned.agreed, ALBA).variants] == ["ALBA-Black"]


def test_a_policy_may_turn_a_winner_round():
    policy = Policy({"name": Winner.SHOP})
    planned = plan(sheet_of(renamed("Ours")), sheet_of(renamed("Theirs")), synced(THERE), policy)
    assert planned.for_platform.product == {"name": "Ours"}
    assert read_policy(policy_data(policy)) == policy


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"fields": {"colour of the sky": "shop"}}, "no field colour of the sky"),
        ({"fields": {"name": "nobody"}}, "nobody"),
        ({"fields": [1]}, "must be an object"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(data, complaint):
    with pytest.raises(ValueError, match=complaint):
        read_policy(data)


def test_a_new_variant_of_the_platform_becomes_one_of_ours():
    price = (Price(Money(9900, "EUR")),)
    blue = replace(ALBA.variants[0], sku="ALBA-Blue", colour="Blue", prices=price)
    planned = plan(HERE, sheet_of(replace(ALBA, variants=(*ALBA.variants, blue))), Synced(), Policy())
    made = content_of(planned.agreed, ALBA).variants[2]
    assert (made.sku, made.prices, made.finish) == ("ALBA-Blue", price, None)


@pytest.mark.parametrize(
    ("ours", "theirs", "last", "policy", "agreed"),
    [
        ("draft", "published", "published", Policy(), None),
        ("archived", "published", "published", Policy(writes_products=False), None),
        ("draft", "published", "published", Policy(withdraws_products=True), "draft"),
        ("draft", "published", "draft", Policy(), "published"),
        ("published", "draft", "published", Policy(), "draft"),
        ("published", "draft", "draft", Policy(), "published"),
        ("draft", "published", None, Policy(), "published"),
        ("draft", "archived", "published", Policy(), "archived"),
    ],
)
def test_off_sale_here_is_on_sale_there_unless_the_policy_withdraws(ours, theirs, last, policy, agreed):
    """Where None is agreed, each side keeps its status."""
    here, there, before = (
        sheet_of(replace(ALBA, status=ProductStatus(one or "published"))) for one in (ours, theirs, last)
    )
    known = synced(before) if last else Synced()
    planned = plan(here, there, known, policy)
    assert planned.agreed.product.get("status") == agreed
    assert ("status" in planned.for_platform.product) == (agreed is not None and agreed != theirs)
