"""Does what is due for each connection of the companies it is given. Every method is one look around and returns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from app.domain.errors import NeedsOwner
from app.domain.exchange import ConnectionStatus, InboxStatus, PlatformConnection
from app.domain.syncing import RunKind
from app.services.adjust_stock import TOPIC
from app.store.connections import Database
from app.store.unit_of_work import Repositories
from sync.platforms.opening import capabilities_of
from sync.reconcile.policy import read_policy
from sync.runs.connection import run_connection
from sync.runs.counts import Counts
from sync.runs.joining import Joiner
from sync.runs.offering import STREAM as OFFERS
from sync.runs.pictures import PictureCache, fetch_pictures
from sync.runs.push_products import STREAM as NEWS
from sync.runs.states import ConnectionState, SyncStates
from sync.runs.status import read_state
from sync.runs.timing import BY_CLOCK, Rhythm, due_by_clock, resting_until, was_helped

_LOG = logging.getLogger(__name__)
_LOOKED_AT = 12
"""Runs that decide how long a failing shop is left in peace."""
_Wanted = Callable[[Repositories, Joiner, PlatformConnection], Sequence[RunKind]]
_READING = (RunKind.PULL, RunKind.WEBHOOKS)
_SWEEPS = (RunKind.IDS, RunKind.STOCK, RunKind.PRICES)


class SyncWorker:
    """Safe from any thread: a connection that somebody synchronises is passed over, and comes next time."""

    def __init__(
        self,
        joiners: Callable[[], Sequence[Joiner]],
        database: Database,
        tell: Callable[[SyncStates], None],
        rhythm: Rhythm = Rhythm(),  # noqa: B008 - frozen
    ) -> None:
        self._joiners = joiners
        self._database = database
        self._tell = tell
        self._rhythm = rhythm

    def pull(self) -> None:
        """Reads what changed, where the last good reading is old enough, and sees to it that the shop tells us of
        changes."""
        self._for_each(partial(self._past, _READING))

    def push(self) -> None:
        """Works off webhooks and sends what waits."""
        self._for_each(lambda shop, _joiner, one: _waiting(shop, one))

    def sweep(self) -> None:
        """Compares what no clock tells, where it was done long enough ago."""
        self._for_each(partial(self._past, _SWEEPS))

    def due(self, joiner: Joiner) -> list[UUID]:
        """A company's connections for which something should be done now."""
        with joiner.store.reading(joiner.scope) as shop:
            return [one.id for one in shop.connections.all() if self._all_due(shop, joiner, one)]

    def run_due(self, joiner: Joiner, connection_id: UUID) -> None:
        """Everything that should be done for a connection now. Unknown when it was removed."""
        with joiner.store.reading(joiner.scope) as shop:
            connection = shop.connections.get(connection_id)
            kinds = self._all_due(shop, joiner, connection)
        if kinds:
            self.run(joiner, connection, kinds)

    def _all_due(self, shop: Repositories, joiner: Joiner, one: PlatformConnection) -> tuple[RunKind, ...]:
        """Nothing while it rests or is paused."""
        if not _may_run(shop, joiner, one):
            return ()
        return (*_waiting(shop, one), *self._past(BY_CLOCK, shop, joiner, one))

    def pictures(self, cache: PictureCache) -> None:
        """Brings the pictures of new products to this machine. RetryLater when one cannot be had now."""
        for joiner in self._joiners():
            for connection in _joined(joiner):
                with joiner.link(connection) as link:
                    fetch_pictures(link, cache, Counts())

    def health(self) -> None:
        """Tells how it stands."""
        self._tell(SyncStates(tuple(self.states())))

    def states(self) -> list[ConnectionState]:
        found = []
        for joiner in self._joiners():
            with joiner.store.reading(joiner.scope) as shop:
                found += [read_state(shop, one) for one in shop.connections.all()]
        return found

    def _for_each(self, wanted: _Wanted) -> None:
        """Those that waited longest come first, so that a slow shop does not keep the others waiting for ever."""
        waiting = [(joiner, one) for joiner in self._joiners() for one in _joined(joiner)]
        did_anything = False
        for joiner, connection in sorted(waiting, key=lambda pair: _last_started(*pair)):
            with joiner.store.reading(joiner.scope) as shop:
                kinds = wanted(shop, joiner, connection) if _may_run(shop, joiner, connection) else ()
            if kinds:
                did_anything = True
                self.run(joiner, connection, kinds)
        if did_anything:
            self.health()

    def run(self, joiner: Joiner, connection: PlatformConnection, kinds: Sequence[RunKind]) -> None:
        """These parts, unless the connection rests or is paused, or somebody synchronises it right now.

        Whoever was away is asked by one request whether it is back.
        """
        with joiner.store.reading(joiner.scope) as shop:
            if not _may_run(shop, joiner, connection):
                return
            was_away = _rests_until(shop, connection) is not None
        try:
            with joiner.link(connection, is_probe=was_away) as link:
                run_connection(link, self._database, kinds)
        except NeedsOwner as problem:
            _LOG.warning("needs_owner", extra={"connection": str(connection.id), "reason": str(problem)})

    def _past(
        self, among: Sequence[RunKind], shop: Repositories, joiner: Joiner, one: PlatformConnection
    ) -> tuple[RunKind, ...]:
        """Those whose time has come."""
        last = {kind: at for kind in BY_CLOCK if (at := shop.sync_log.last_good(one.id, kind)) is not None}
        due = due_by_clock(last, capabilities_of(one.platform), self._rhythm, joiner.clock.now())
        can_be_told = joiner.hook_address is not None
        return tuple(kind for kind in due if kind in among and (can_be_told or kind is not RunKind.WEBHOOKS))


def _joined(joiner: Joiner) -> list[PlatformConnection]:
    with joiner.store.reading(joiner.scope) as shop:
        return [one for one in shop.connections.all() if one.status is not ConnectionStatus.PAUSED]


def _may_run(shop: Repositories, joiner: Joiner, connection: PlatformConnection) -> bool:
    """Also for jobs that were put into a queue before it failed, and for webhooks that come while it is away."""
    until = _rests_until(shop, connection)
    is_resting = until is not None and joiner.clock.now() < until
    return connection.status is not ConnectionStatus.PAUSED and not is_resting


def _rests_until(shop: Repositories, connection: PlatformConnection) -> datetime | None:
    runs = shop.sync_log.runs(connection.id, _LOOKED_AT)
    return None if was_helped(runs, connection.status) else resting_until(runs)


def _last_started(joiner: Joiner, connection: PlatformConnection) -> float:
    with joiner.store.reading(joiner.scope) as shop:
        runs = shop.sync_log.runs(connection.id, 1)
    return runs[0].started_at.timestamp() if runs else 0.0


def _waiting(shop: Repositories, connection: PlatformConnection) -> tuple[RunKind, ...]:
    now = shop.moment
    has_events = shop.inbox.of_connection(connection.id, InboxStatus.PENDING, 1, due_by=now)
    has_messages = shop.deliveries.due(connection.id, TOPIC, now, 1)
    has_news = shop.agreements.with_news(connection.id, 1)
    looked_at = [NEWS, *([OFFERS] if read_policy(connection.policy).creates_products else [])]
    places = [shop.connections.cursor(connection.id, stream) for stream in looked_at]
    changed = shop.products.revision() > min(_read_revision(place) for place in places)
    kinds = ((RunKind.EVENTS, has_events), (RunKind.PUSH, has_messages or has_news or changed))
    return tuple(kind for kind, is_wanted in kinds if is_wanted)


def _read_revision(position: str | None) -> int:
    return int((position or "0").partition(" ")[0])
