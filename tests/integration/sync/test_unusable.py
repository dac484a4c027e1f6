"""What makes no sense on the platform stops nothing else, and is taken up once it makes sense again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.syncing import RunKind, RunOutcome
from sync.runs.connection import run_once
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, a_remote


@pytest.fixture
def platform():
    return FakePlatform(a_remote(1, "A"), a_remote(2, "B"))


@pytest.fixture
def joined(sqlite_database, platform):
    joined = join(sqlite_database, platform)
    run(joined, RunKind.PULL)
    return joined


def run(joined, *kinds):
    runs = [run_once(joined.link, kind) for kind in kinds]
    assert {one.outcome for one in runs} == {RunOutcome.DONE}, runs


def measure(joined, sku, bridge_mm):
    content = joined.product(sku).content
    sizes = tuple(replace(one, spec=replace(one.spec, bridge_mm=bridge_mm)) for one in content.sizes)
    joined.keep(replace(content, sizes=sizes))


def bridges(platform):
    return [one.variants[0].eyewear.bridge_mm for one in platform.products.values()]


@pytest.mark.parametrize("trouble", ["unreadable", "no variant can be sold"])
def test_what_was_measured_here_waits_for_its_product_and_the_others_go_on(joined, platform, trouble):
    good = platform.products["1"].variants
    measure(joined, "A", 17.0)
    measure(joined, "B", 18.0)
    if trouble == "unreadable":
        platform.unusable["1"] = "It has no price."
    platform.change("1", variants=tuple(replace(one, prices=()) for one in good))
    run(joined, RunKind.PUSH, RunKind.PULL, RunKind.PUSH)
    assert bridges(platform) == [19.0, 18.0]
    platform.unusable.clear()
    platform.change("1", variants=good)
    run(joined, RunKind.PULL, RunKind.PUSH)
    assert bridges(platform) == [17.0, 18.0]
    assert joined.set_aside() == []


def test_a_sweep_of_ids_passes_over_it(joined, platform):
    platform.unusable["3"] = "It has no price."
    platform.products["3"] = a_remote(3, "C")
    run(joined, RunKind.IDS)
    assert joined.set_aside() == [("product", "3", "It has no price.")]
