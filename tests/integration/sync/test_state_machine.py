"""Whatever happens in whatever order, with faults anywhere: in the end both sides say the same, and nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from uuid6 import uuid7

from app.domain.errors import RetryLater
from app.domain.exchange import WebhookEvent
from app.domain.products import ProductStatus
from app.store.address import parse_address
from app.store.connections import open_database
from sync.runs.events import work_off
from sync.runs.pull import pull
from sync.runs.push_products import push_products
from sync.runs.push_stock import push_stock
from sync.runs.sweeps import sweep_ids, sweep_prices, sweep_stock
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, PowerCut, a_remote

WORK = (pull, push_stock, push_products, work_off, sweep_ids, sweep_stock, sweep_prices)
NUMBERS = st.integers(1, 3)
FAULTS = st.dictionaries(
    st.integers(0, 6), st.sampled_from(["away", "unknown", "cut before", "cut after"]), max_size=3
)


class TwoSides(RuleBasedStateMachine):
    """Three products; people change both sides while synchronisation is cut, doubled and delayed."""

    template: object
    folder: object

    @initialize()
    def open(self):
        path = shutil.copyfile(self.template, self.folder / f"{uuid7()}.db")
        self.platform = FakePlatform(*(a_remote(number, f"S-{number}", stock=50) for number in (1, 2, 3)))
        self.joined = join(open_database(parse_address(str(path))), self.platform)
        self.joined.run(pull)
        self.expected = dict.fromkeys((1, 2, 3), 50)
        self.bridges = {}

    def alive(self, number):
        return str(number) in self.platform.products

    @rule(number=NUMBERS, pieces=st.integers(1, 3))
    def somebody_buys_in_the_store(self, number, pieces):
        if self.alive(number):
            self.joined.sell(f"S-{number}", pieces)
            self.expected[number] -= pieces

    @rule(number=NUMBERS, pieces=st.integers(1, 3))
    def somebody_orders_online(self, number, pieces):
        if self.alive(number):
            self.platform.sell(f"{number}-0", pieces)
            self.expected[number] -= pieces

    @rule(number=NUMBERS, title=st.sampled_from(["Uno", "Due", "Tre"]))
    def the_platform_gets_a_title(self, number, title):
        if self.alive(number):
            self.platform.change(str(number), title=title)

    @rule(number=NUMBERS, bridge_mm=st.integers(15, 23))
    def the_optician_measures(self, number, bridge_mm):
        content = self.joined.product(f"S-{number}").content
        sizes = tuple(replace(s, spec=replace(s.spec, bridge_mm=float(bridge_mm))) for s in content.sizes)
        measured = replace(content, sizes=sizes)
        self.joined.store.write(self.joined.scope, lambda shop: shop.product_writing.upsert([measured]))
        self.bridges[number] = bridge_mm

    @precondition(lambda self: len(self.platform.products) > 1)
    @rule(number=NUMBERS)
    def the_platform_deletes(self, number):
        self.platform.products.pop(str(number), None)

    @rule(number=NUMBERS, times=st.integers(1, 3))
    def a_webhook_comes_perhaps_twice_perhaps_late(self, number, times):
        moment = self.joined.clock.now()
        events = [
            WebhookEvent(
                uuid7(), self.joined.link.id, f"{uuid7()}", "t", b"", moment, hint=("product", f"{number}")
            )
            for _ in range(times)
        ]
        self.joined.store.write(
            self.joined.scope, lambda shop: [shop.inbox.receive(event) for event in events]
        )

    @rule(work=st.sampled_from(WORK), faults=FAULTS, later_s=st.integers(-300, 300))
    def synchronise(self, work, faults, later_s):
        """Clocks may be off by minutes either way."""
        self.joined.clock.advance(later_s)
        self.platform.faults.calls, self.platform.faults.plan = 0, faults
        try:
            self.joined.run(work)
        except (RetryLater, PowerCut):
            pass
        finally:
            self.platform.faults.plan = {}

    def teardown(self):
        if not hasattr(self, "joined"):
            return
        try:
            self.settle()
            self.check()
        finally:
            self.joined.database.close()

    def settle(self):
        self.joined.clock.advance(timedelta(days=1).total_seconds())
        for _ in range(2):
            for work in WORK:
                self.joined.run(work)

    def check(self):
        assert self.joined.unsent() == 0
        for number in (1, 2, 3):
            product = self.joined.product(f"S-{number}").content
            if not self.alive(number):
                assert product.status is ProductStatus.ARCHIVED
                continue
            remote = self.platform.products[str(number)]
            assert product.name == remote.title
            assert (
                self.joined.pieces(f"S-{number}")
                == self.platform.level(f"{number}-0")
                == self.expected[number]
            )
            bridge_mm = remote.variants[0].eyewear.bridge_mm
            assert product.sizes[0].spec.bridge_mm == bridge_mm == self.bridges.get(number, 19)
        writes = len(self.platform.writes)
        self.joined.run(push_products)
        assert len(self.platform.writes) == writes, "an echo"


@pytest.fixture
def machine(migrated_file, tmp_path):
    TwoSides.template, TwoSides.folder = migrated_file, tmp_path
    return TwoSides


def test_both_sides_end_equal_and_no_piece_is_lost(machine):
    from hypothesis.stateful import run_state_machine_as_test

    steady = settings(
        max_examples=12,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=steady)
