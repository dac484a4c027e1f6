from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.exchange import Platform
from tests.contract.platforms.beds import Bed, environment, real_bed, simulated_bed
from tests.fakes.shops.simulated import SIMULATED

BEDS = [f"{kind} {platform}" for platform in SIMULATED for kind in ("simulated", "real")]


@pytest.fixture(scope="module")
def real_beds() -> Iterator[dict[Platform, Bed]]:
    """One a module: real shops are slow."""
    with_beds = {}
    opened = []
    for platform in Platform:
        if environment(platform).get("url"):
            context = real_bed(platform)
            opened.append(context)
            with_beds[platform] = context.__enter__()
    yield with_beds
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture(params=BEDS)
def bed(request, real_beds) -> Iterator[Bed]:
    kind, name = request.param.split()
    platform = Platform(name)
    if kind == "simulated":
        with simulated_bed(platform) as opened:
            yield opened
    elif platform in real_beds:
        yield real_beds[platform]
    else:
        pytest.skip(f"no real shop: VARAI_TEST_{name.upper()}_URL is not set")
