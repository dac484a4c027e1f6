"""When what is due: the same after every restart, because it is read from the runs on record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.exchange import ConnectionStatus
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from sync.platforms.values import Capabilities

_FAILED = frozenset({RunOutcome.LATER, RunOutcome.FAILED, RunOutcome.NEEDS_OWNER})
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=1)
"""A shop that asks for a longer pause than that is asked every hour."""
ASKED = "asked_s"
"""In a run's cost: the pause the shop asked for."""


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
    told: timedelta = timedelta(minutes=5)
    """Readings where the platform tells us of changes by itself: a net for what is lost on the way."""

    def of(self, kind: RunKind, offers: Capabilities, *, is_told: bool = False) -> timedelta:
        """The longest time between two runs of this kind."""
        if kind is RunKind.STOCK:
            is_read_anyway = offers.stock_moves_clock and offers.products_tell_stock
            return self.clocked if is_read_anyway else self.unclocked
        if kind is RunKind.PRICES:
            return self.clocked if offers.prices_move_clock else self.unclocked
        pull = self.told if is_told else self.pull
        return {RunKind.PULL: pull, RunKind.WEBHOOKS: self.webhooks}.get(kind, self.ids)


BY_CLOCK = (RunKind.PULL, RunKind.WEBHOOKS, RunKind.IDS, RunKind.STOCK, RunKind.PRICES)
"""What comes back by itself, in the order in which it is done."""


def due_by_clock(
    last_good: Mapping[RunKind, datetime], offers: Capabilities, rhythm: Rhythm, now: datetime
) -> tuple[RunKind, ...]:
    """What is to be done now. Before the first pull, which reads everything anyway, nothing is swept."""
    if RunKind.PULL not in last_good:
        return RunKind.PULL, RunKind.WEBHOOKS
    is_told = _is_told(last_good.get(RunKind.WEBHOOKS), offers, rhythm, now)
    every = {kind: rhythm.of(kind, offers, is_told=is_told) for kind in BY_CLOCK}
    return tuple(kind for kind in BY_CLOCK if _is_due(last_good.get(kind), every[kind], now))


def _is_told(mended: datetime | None, offers: Capabilities, rhythm: Rhythm, now: datetime) -> bool:
    """Whether its webhooks were found, or made, sound not long ago."""
    return offers.has_webhooks and mended is not None and now - mended < 2 * rhythm.webhooks


def _is_due(last_good: datetime | None, every: timedelta, now: datetime) -> bool:
    """Also when the clock was set back."""
    return last_good is None or not timedelta(0) <= now - last_good < every


def resting_until(newest_first: Sequence[SyncRun]) -> datetime | None:
    """Until when a shop that failed is left in peace: 30 s, 1 min, 2 min … 15 min, or what it asked for, each up to
    half as long again. None when the last run that ended was good.

    By how much longer stands in the failed run's own id, which is drawn by chance: it spreads those who failed
    together, and everybody who looks, now or after a restart, finds the same moment.
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
    asked = timedelta(seconds=failures[0].cost.get(ASKED, 0.0))
    rest = max(min(LONGEST_REST, FIRST_REST * doubled), min(LONGEST_ASKED, asked))
    return failures[0].ended_at + rest * (1 + _chance(failures[0]) / 2)


def was_helped(newest_first: Sequence[SyncRun], status: ConnectionStatus) -> bool:
    """Whether its owner did something since the last run that ended asked for that: then it is tried at once."""
    ended = (run.outcome for run in newest_first if run.outcome is not RunOutcome.RUNNING)
    return next(ended, None) is RunOutcome.NEEDS_OWNER and status is ConnectionStatus.ACTIVE


def _chance(run: SyncRun) -> float:
    """In [0, 1): the last 32 bits of a UUID of version 7 are drawn by chance."""
    return (run.id.int & 0xFFFFFFFF) / 2**32
