"""When what is due: the same after every restart, because it is read from the runs on record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.syncing import RunKind, RunOutcome, SyncRun
from sync.platforms.values import Capabilities

_FAILED = frozenset({RunOutcome.LATER, RunOutcome.FAILED, RunOutcome.NEEDS_OWNER})
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often each part of synchronising is done."""

    pull: timedelta = timedelta(minutes=1)
    ids: timedelta = timedelta(days=1)
    unclocked: timedelta = timedelta(minutes=10)
    """Stock or prices that the platform's clock does not tell."""
    clocked: timedelta = timedelta(days=1)
    """Those that it does tell: to be safe."""
    webhooks: timedelta = timedelta(hours=1)

    def of(self, kind: RunKind, offers: Capabilities) -> timedelta:
        """The longest time between two runs of this kind."""
        if kind is RunKind.STOCK:
            is_told = offers.stock_moves_clock and offers.products_tell_stock
            return self.clocked if is_told else self.unclocked
        if kind is RunKind.PRICES:
            return self.clocked if offers.prices_move_clock else self.unclocked
        return {RunKind.PULL: self.pull, RunKind.WEBHOOKS: self.webhooks}.get(kind, self.ids)


def is_due(last_good: datetime | None, every: timedelta, now: datetime) -> bool:
    """Also when the clock was set back."""
    return last_good is None or not timedelta(0) <= now - last_good < every


def due_sweeps(
    last_good: Mapping[RunKind, datetime | None], offers: Capabilities, rhythm: Rhythm, now: datetime
) -> tuple[RunKind, ...]:
    """Sweeps to be done now; none before the first pull, which reads everything anyway."""
    if last_good.get(RunKind.PULL) is None:
        return ()
    kinds = (RunKind.WEBHOOKS, RunKind.IDS, RunKind.STOCK, RunKind.PRICES)
    return tuple(kind for kind in kinds if is_due(last_good.get(kind), rhythm.of(kind, offers), now))


def resting_until(newest_first: Sequence[SyncRun], chance: float) -> datetime | None:
    """Until when a shop that failed is left in peace: 30 s, 1 min, 2 min … 15 min, each up to a quarter longer.

    `chance` in 0…1 spreads those who failed together. None when the last run that ended was good.
    """
    failures: list[SyncRun] = []
    for run in newest_first:
        if run.outcome is RunOutcome.RUNNING:
            continue
        if run.outcome not in _FAILED:
            break
        failures.append(run)
    if not failures or failures[0].ended_at is None:
        return None
    doubled: int = 2 ** min(len(failures) - 1, 10)
    rest = min(LONGEST_REST, FIRST_REST * doubled)
    return failures[0].ended_at + rest * (1 + chance / 4)
