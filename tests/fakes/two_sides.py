"""Whatever happens in whatever order over a line that breaks: in the end both sides say the same, nothing is lost."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from uuid6 import uuid7

from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from app.domain.syncing import RunKind, RunOutcome
from app.store.address import parse_address
from app.store.connections import open_database
from sync.runs.applying import WITHDRAWN
from sync.runs.states import UNTRIED
from tests.fakes.bad_days import BadDays, Misfortune
from tests.fakes.platform import PowerCut
from tests.fakes.shops.serving import Fault, serving
from tests.fakes.shops.simulated import simulated
from tests.fakes.tenants import a_product

ALL = (
    RunKind.EVENTS,
    RunKind.PULL,
    RunKind.PUSH,
    RunKind.IDS,
    RunKind.STOCK,
    RunKind.PRICES,
    RunKind.WEBHOOKS,
)
KINDS = st.sampled_from([(one,) for one in ALL] + [(RunKind.PUSH,), (RunKind.EVENTS, RunKind.PUSH), ALL, ALL])
START = 50
COLOURS = ("Black", "Gold")
FRAMES = {
    "ONE": ("ONE",),
    "TWO": ("TWO-Black", "TWO-Gold"),
    "NEW": ("NEW",),
    "OURS": ("OURS-Black", "OURS-Gold"),
}
"""SKUs by product. NEW appears in the shop, OURS at the mirror."""
ALL_SKUS = [sku for skus in FRAMES.values() for sku in skus]
PICK = st.integers(0, len(ALL_SKUS) - 1)
MAY_MISCOUNT = {Platform.WOOCOMMERCE, Platform.MAGENTO}
"""See docs/platforms.md: an order within our own writing of a level may be lost."""
IS_NOTHING_DONE = {Fault.THROTTLED}
MISFORTUNES = st.lists(
    st.builds(
        Misfortune,
        st.sampled_from(Fault),
        st.sampled_from(["before", "after"]),
        st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 12]),
        st.sampled_from([1, 2, 50, 50]),
        st.sampled_from(["0", "1", "120"]),
        st.booleans(),
    ).filter(lambda one: one.when == "before" or one.fault not in IS_NOTHING_DONE),
    min_size=1,
    max_size=2,
)


class TwoSides(RuleBasedStateMachine):
    platform: Platform
    template: object
    folder: object

    @initialize()
    def open(self):
        self.stack = ExitStack()
        path = shutil.copyfile(self.template, self.folder / f"{uuid7()}.db")
        database = open_database(parse_address(str(path)))
        self.stack.callback(database.close)
        shop = simulated(self.platform)
        self.stack.enter_context(serving(shop))
        self.days = BadDays(database, self.platform, shop)
        self.expected, self.names, self.bridges, self.gone = {}, {}, {}, set()
        self.pile, self.offset_s = [], 0
        self._appear("ONE")
        self._appear("TWO", COLOURS)
        self.days.run((RunKind.WEBHOOKS, RunKind.PULL))

    def _appear(self, code, colours=()):
        self.days.staff.make(code, START, colours)
        self.expected |= dict.fromkeys(FRAMES[code], START)
        self.names[code] = {f"Frame {code}"}

    def one_there(self, pick):
        """One SKU, of those that the platform sells; none when there are none."""
        return self._one([sku for sku in ALL_SKUS if self.days.staff.has(sku)], pick)

    def one_here(self, pick):
        return self._one([sku for sku in ALL_SKUS if self.here(sku)], pick)

    def _one(self, skus, pick):
        return skus[pick % len(skus) :][:1] if skus else []

    def here(self, sku):
        return self.days.knows(sku)

    # In the online shop

    @precondition(lambda self: "NEW" not in self.names)
    @rule()
    def a_product_appears(self):
        self._appear("NEW")

    @rule(pick=PICK, title=st.sampled_from(["Uno", "Due"]))
    def it_is_renamed(self, pick, title):
        for sku in self.one_there(pick):
            name = f"{title} {sku}"
            self.days.staff.rename(sku, name)
            self.names[sku.partition("-")[0]].add(name)

    @rule(pick=PICK, amount=st.integers(80, 120))
    def it_is_repriced(self, pick, amount):
        for sku in self.one_there(pick):
            self.days.staff.reprice(sku, amount)

    @rule(pick=PICK, pieces=st.sampled_from([-3, -1, -1, 4]))
    def pieces_are_ordered_or_come_back(self, pick, pieces):
        has_proof = self.platform in {Platform.SHOPIFY, Platform.WOOCOMMERCE}
        for sku in self.one_there(pick):
            is_unclear = not has_proof and self.here(sku) and self.days.is_unclear(sku)
            if is_unclear or self.days.staff.level(sku) + pieces < 0:
                continue
            self.days.staff.move(sku, pieces)
            self.expected[sku] += pieces

    @rule(pick=PICK)
    def it_is_deleted(self, pick):
        for sku in self.one_there(pick):
            if sku in FRAMES["OURS"] and not self.days.is_bound(sku):
                continue  # it would be created again: nobody knows yet that it was there
            self.days.staff.remove(sku)
            self.gone.add(sku.partition("-")[0])

    # In the store

    @precondition(lambda self: "OURS" not in self.names)
    @rule()
    def the_store_enters_a_product(self):
        content = a_product("OURS", *COLOURS)
        prices = (Price(Money(18900, self.days.currency)),)
        self.days.enter(replace(content, variants=tuple(replace(v, prices=prices) for v in content.variants)))
        self.names["OURS"], self.bridges["OURS"] = {"Ours"}, 19
        for sku in FRAMES["OURS"]:
            self.days.move(sku, START)
            self.expected[sku] = START

    @rule(pick=PICK, pieces=st.sampled_from([-3, -1, -1, 4]))
    def pieces_are_sold_or_come_in(self, pick, pieces):
        for sku in self.one_here(pick):
            self.days.move(sku, pieces)
            self.expected[sku] += pieces

    @rule(pick=PICK, title=st.sampled_from(["Ichi", "Ni"]))
    def the_store_renames_it(self, pick, title):
        for sku in self.one_here(pick):
            name = f"{title} {sku}"
            self.days.rename(sku, name)
            self.names[sku.partition("-")[0]].add(name)

    @rule(pick=PICK, bridge_mm=st.integers(15, 23))
    def the_optician_measures(self, pick, bridge_mm):
        for sku in self.one_here(pick):
            self.days.measure(sku, bridge_mm)
            self.bridges[sku.partition("-")[0]] = bridge_mm

    # Between them

    @rule(seconds=st.sampled_from([1, 61, 700, 4000]))
    def time_passes(self, seconds):
        self.days.clock.advance(seconds)
        self.days.shop.clock.advance(seconds)

    @rule(offset_s=st.sampled_from([-240, 0, 240]))
    def the_platforms_clock_is_set(self, offset_s):
        self.days.shop.clock.advance(offset_s - self.offset_s)
        self.offset_s = offset_s

    @rule(place=st.integers(0, 9), times=st.integers(1, 2))
    def a_webhook_comes_out_of_turn_perhaps_twice(self, place, times):
        self.pile += self.days.shop.flush()
        if self.pile:
            delivery = self.pile.pop(place % len(self.pile))
            for _ in range(times):
                self.days.receive(delivery)

    @rule(kinds=KINDS, misfortunes=MISFORTUNES)
    def they_synchronise_over_a_bad_line(self, kinds, misfortunes):
        check_runs(self.days.run(kinds, misfortunes))

    @rule(kinds=KINDS, misfortunes=MISFORTUNES, lives_for=st.integers(0, 30))
    def the_program_dies_while_they_synchronise(self, kinds, misfortunes, lives_for):
        with suppress(PowerCut):
            check_runs(self.days.run(kinds, misfortunes, lives_for))

    @rule(kinds=KINDS, pick=PICK, nth=st.integers(0, 12))
    def a_piece_is_sold_while_they_synchronise(self, kinds, pick, nth):
        check_runs(self.days.run(kinds, meanwhile=lambda: self.pieces_are_sold_or_come_in(pick, -1), nth=nth))

    @rule(kinds=KINDS, pick=PICK, nth=st.integers(0, 12))
    def a_piece_is_ordered_while_they_synchronise(self, kinds, pick, nth):
        if RunKind.PUSH not in kinds or self.platform not in MAY_MISCOUNT:
            check_runs(
                self.days.run(
                    kinds, meanwhile=lambda: self.pieces_are_ordered_or_come_back(pick, -1), nth=nth
                )
            )

    @rule(kinds=KINDS, pick=PICK, nth=st.integers(0, 12))
    def a_product_is_deleted_while_they_synchronise(self, kinds, pick, nth):
        check_runs(self.days.run(kinds, meanwhile=lambda: self.it_is_deleted(pick), nth=nth))

    @rule()
    def somebody_has_it_tried_again(self):
        self.days.try_again()

    # The end

    def teardown(self):
        if not hasattr(self, "days"):
            return
        with self.stack:
            for _ in range(3):
                self.time_passes(24 * 3600)
                runs = self.days.run(ALL)
                check_runs(runs)
                assert [one.outcome for one in runs] == [RunOutcome.DONE] * len(ALL), runs
            self.check_both_sides()
            self.check_no_echo()

    def check_both_sides(self):
        days = self.days
        assert days.unsent() == 0
        assert {kind for kind, _ in days.set_aside()} <= {UNTRIED, WITHDRAWN}, days.set_aside()
        alive = {code for code in self.names if code not in self.gone}
        assert days.there() == dict.fromkeys((sku for code in alive for sku in FRAMES[code]), 1)
        with days.program() as link:
            for code in alive:
                (product_id, _) = link.adapter.find_by_sku(FRAMES[code][0])
                self.check_product(code, link.adapter.read_product(product_id))
        for code in self.gone & self.names.keys():
            if self.here(FRAMES[code][0]):
                assert days.product(FRAMES[code][0]).content.status is ProductStatus.ARCHIVED

    def check_product(self, code, theirs):
        ours = self.days.product(FRAMES[code][0]).content
        assert ours.status is theirs.status is ProductStatus.PUBLISHED
        assert ours.name == theirs.title
        assert ours.name in self.names[code]
        for sku in FRAMES[code]:
            variant = next(one for one in theirs.variants if one.sku == sku)
            mine = next(one for one in ours.variants if one.sku == sku)
            assert mine.prices == variant.prices
            assert (self.days.pieces(sku), variant.stock[0].available) == (self.expected[sku],) * 2, sku
            if code in self.bridges:
                bridge_mm = variant.eyewear.or_else(theirs.eyewear).bridge_mm
                spec = next(one.spec for one in ours.sizes if one.label == mine.size)
                assert spec.bridge_mm == bridge_mm == self.bridges[code]

    def check_no_echo(self):
        written = self.days.writes()
        with self.days.program() as link:
            link.store.write(link.scope, lambda shop: link.move_cursor(shop, "products", ""))
        runs = {one.kind: one for one in self.days.run(ALL)}
        alive = sum(code not in self.gone for code in self.names)
        counts = runs[RunKind.PULL].counts
        assert (counts.get("seen", 0), counts.get("unchanged", 0)) == (alive, alive), runs
        assert self.days.writes() == written, self.days.shop.requests[written:]


def check_runs(runs):
    """No surprise, and everything that came is accounted for."""
    for run in runs:
        assert run.outcome in {RunOutcome.DONE, RunOutcome.LATER}, run
        told = {name: run.counts.get(name, 0) for name in ("added", "changed", "unchanged", "set_aside")}
        assert run.counts.get("seen", 0) == sum(told.values()), run


def play(platform: Platform, template: Path, folder: Path, steady: settings) -> None:
    """Days as hypothesis draws them, each over a copy of a database of the newest schema. AssertionError names the
    shortest bad day that was found."""
    machine = type("Days", (TwoSides,), {"platform": platform, "template": template, "folder": folder})
    run_state_machine_as_test(machine, settings=steady)
