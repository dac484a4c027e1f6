"""Many bad days between a mirror and a simulated platform, other ones each time: `python -m tests.soak.bad_days
shopify 100 FOLDER`. Prints what came out as JSON; the bad day itself goes to standard error."""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from hypothesis import HealthCheck, settings

from app.domain.exchange import Platform
from app.store.address import parse_address
from app.store.migrate import upgrade
from tests.fakes.two_sides import play
from tests.store_databases import shop_runner


def main(platform: str, days: int, folder: Path) -> dict[str, int]:
    template = folder / "template.db"
    upgrade(parse_address(str(template)), shop_runner())
    steady = settings(
        max_examples=days, stateful_step_count=30, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        play(Platform(platform), template, folder, steady)
    except AssertionError:
        traceback.print_exc()
        return {"days": days, "faults": 1}
    return {"days": days, "faults": 0}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
