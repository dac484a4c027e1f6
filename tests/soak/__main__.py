"""`make soak`: hundreds of kills, power cuts and bad days with the platforms; one line each, exit code 1 when anything
was lost."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

RUNS = (
    ("kills", "sales", 300),
    ("kills", "upgrades", 300),
    ("power_cuts", "sales", 300),
    ("power_cuts", "upgrade", 300),
    ("bad_days", "shopify", 100),
    ("bad_days", "woocommerce", 100),
    ("bad_days", "magento", 100),
    ("bad_days", "bigcommerce", 100),
)


def main() -> int:
    """The exit code."""
    outcomes = [run(*planned) for planned in RUNS]
    return int(any(outcome["faults"] for outcome in outcomes))


def run(program: str, what: str, times: int) -> dict[str, object]:
    """Says what came out of one kind of misfortune."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", f"tests.soak.{program}", what, str(times), folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    outcome: dict[str, object] = json.loads(done.stdout)
    print(f"{program} {what}:", ", ".join(f"{name} {value}" for name, value in outcome.items()), flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
