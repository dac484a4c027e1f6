"""Laws of the three-way plan, over every pair of sides and every policy."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.reconcile.plan import Plan, plan
from sync.reconcile.policy import PRODUCT_FIELDS, VARIANT_FIELDS, VARIANTS, Policy, Winner
from sync.reconcile.sheet import Sheet, Synced, read_synced, sheet_mark, synced, synced_data

VALUES = st.sampled_from(["", None, "a", "b", ("a", "b"), 1])
SKUS = st.sampled_from(["S-1", "S-2", "S-3"])


def fields_of(names):
    return st.fixed_dictionaries(dict.fromkeys(sorted(names)[:4], VALUES))


@st.composite
def sheets(draw):
    return Sheet(draw(fields_of(PRODUCT_FIELDS)), draw(st.dictionaries(SKUS, fields_of(VARIANT_FIELDS))))


NAMES = sorted([*PRODUCT_FIELDS, *VARIANT_FIELDS, VARIANTS])
POLICIES = st.builds(Policy, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Winner)), st.booleans())
LASTS = st.one_of(st.just(Synced()), sheets().map(synced))


def after(side: Sheet, changes: Sheet, dropped: frozenset[str]) -> Sheet:
    """A side that did what the plan asked of it."""
    kept = {sku: values for sku, values in side.variants.items() if sku not in dropped}
    changed = {sku: {**kept.get(sku, {}), **values} for sku, values in changes.variants.items()}
    return Sheet({**side.product, **changes.product}, kept | changed)


def apply(local: Sheet, remote: Sheet, planned: Plan) -> tuple[Sheet, Sheet]:
    here = after(local, planned.for_us, planned.drop_here)
    return here, after(remote, planned.for_platform, planned.drop_there)


@given(sheets(), sheets(), LASTS, POLICIES)
def test_after_its_plan_both_sides_agree_and_a_second_plan_is_empty(local, remote, last, policy):
    planned = plan(local, remote, last, policy)
    here, there = apply(local, remote, planned)
    assert here == there == planned.agreed
    again = plan(here, there, synced(planned.agreed), policy)
    assert not again.changes_us
    assert not again.changes_platform
    assert again.conflicts == ()


@given(sheets(), sheets(), LASTS, POLICIES)
def test_a_plan_that_was_cut_off_half_way_ends_the_same_when_it_is_made_again(local, remote, last, policy):
    planned = plan(local, remote, last, policy)
    here, there = apply(local, remote, planned)
    for_us_only = plan(here, remote, last, policy)
    assert apply(here, remote, for_us_only) == (here, there)
    for_platform_only = plan(local, there, last, policy)
    assert apply(local, there, for_platform_only) == (here, there)


@given(sheets(), sheets(), POLICIES)
def test_what_only_one_side_changed_reaches_the_other_whoever_wins(before, changed, policy):
    changed = Sheet(changed.product, before.variants)
    there = plan(before, changed, synced(before), policy)
    assert there.agreed == changed
    here = plan(changed, before, synced(before), policy)
    writable = {name: value for name, value in changed.product.items() if policy.may_write(name)}
    assert here.agreed.product == {**before.product, **writable}
    assert here.conflicts == there.conflicts == ()


@given(sheets(), sheets(), sheets(), POLICIES)
def test_every_lost_change_is_in_the_history(local, remote, last, policy):
    planned = plan(local, remote, synced(last), policy)
    for conflict in planned.conflicts:
        agreed = planned.agreed.variants[conflict.sku] if conflict.sku else planned.agreed.product
        won = conflict.theirs if conflict.winner is Winner.PLATFORM else conflict.ours
        assert agreed[conflict.field] == won
        assert conflict.ours != conflict.theirs


@given(sheets(), sheets(), LASTS, st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Winner)))
def test_a_connection_that_only_reads_writes_nothing_to_the_platform(local, remote, last, winners):
    planned = plan(local, remote, last, Policy(winners, writes_products=False))
    assert not planned.changes_platform
    assert planned.agreed == remote


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["name", "brand", "status"]), VALUES)), st.data())
def test_changes_to_different_fields_end_the_same_whenever_a_sync_ran_in_between(changes, data):
    """Each field is changed by one side only; syncs fall anywhere, doubled ones too."""
    owner = {"name": True, "brand": False, "status": True}
    mine = [(field, value) for is_ours, field, value in changes if owner[field] == is_ours]
    start = {"name": "n", "brand": "b", "status": "s"}
    ends = []
    for _ in range(2):
        sides = [dict(start), dict(start)]
        last = synced(Sheet(start, {}))
        for field, value in mine:
            sides[0 if owner[field] else 1][field] = value
            for _again in range(data.draw(st.integers(0, 2))):
                sides, last = _sync(sides, last)
        ends.append(_sync(sides, last)[0])
    assert ends[0] == ends[1]
    assert ends[0][0] == ends[0][1] == start | dict(mine)


def _sync(sides, last):
    planned = plan(Sheet(sides[0], {}), Sheet(sides[1], {}), last, Policy())
    here, there = apply(Sheet(sides[0], {}), Sheet(sides[1], {}), planned)
    return [dict(here.product), dict(there.product)], synced(planned.agreed)


@given(sheets())
def test_marks_survive_being_kept(sheet):
    marks = synced(sheet)
    assert read_synced(synced_data(marks)) == marks


@given(sheets(), sheets())
def test_the_mark_of_a_sheet_tells_different_sheets_apart(one, other):
    same = one == other and list(one.variants) == list(other.variants)
    assert (sheet_mark(one) == sheet_mark(other)) == same
