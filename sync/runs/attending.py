"""Does what is due for each connection of the companies it is given. Every method is one look around and returns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from app.domain.errors import NeedsOwner
from app.domain.exchange import ConnectionStatus, InboxStatus, PlatformConnection
from app.domain.syncing import RunKind
from app.services.adjust_stock import TOPIC
from app.store.connections import Database
from sync.reconcile.policy import read_policy
from sync.runs.connection import run_connection
from sync.runs.counts import Counts
from sync.runs.joining import Joiner
from sync.runs.offering import STREAM as OFFERS
from sync.runs.pictures import PictureCache, fetch_pictures
from sync.runs.push_products import STREAM as NEWS
from sync.runs.states import ConnectionState, SyncStates
from sync.runs.status import read_state
from sync.runs.timing import Rhythm, due_sweeps, is_due, resting_until

_LOG = logging.getLogger(__name__)
_LOOKED_AT = 12
"""Runs that decide how long a failing shop is left in peace."""
_SWEEPS = (RunKind.PULL, RunKind.WEBHOOKS, RunKind.IDS, RunKind.STOCK, RunKind.PRICES)


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
        """Reads what changed, where the last good reading is old enough. A shop that was just joined shall tell us
        of changes from then on."""
        self._for_each(self._due_reading)

    def push(self) -> None:
        """Works off webhooks and sends what waits."""
        self._for_each(_waiting)

    def sweep(self) -> None:
        """Compares what no clock tells, where it was done long enough ago; writes news of products."""
        self._for_each(self._due_sweeps)

    def due(self, joiner: Joiner, connection: PlatformConnection) -> tuple[RunKind, ...]:
        """Everything that should be done for a connection now; nothing while it rests or is paused."""
        if not _may_run(joiner, connection):
            return ()
        pulled = (RunKind.PULL,) if self._pull_is_due(joiner, connection) else ()
        return (*_waiting(joiner, connection), *pulled, *self._due_sweeps(joiner, connection))

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

    def _for_each(self, wanted: Callable[[Joiner, PlatformConnection], Sequence[RunKind]]) -> None:
        """Those that waited longest come first, so that a slow shop does not keep the others waiting for ever."""
        waiting = [(joiner, one) for joiner in self._joiners() for one in _joined(joiner)]
        did_anything = False
        for joiner, connection in sorted(waiting, key=lambda pair: _last_started(*pair)):
            kinds = wanted(joiner, connection) if _may_run(joiner, connection) else ()
            if kinds:
                did_anything = True
                self.run(joiner, connection, kinds)
        if did_anything:
            self.health()

    def run(self, joiner: Joiner, connection: PlatformConnection, kinds: Sequence[RunKind]) -> None:
        """These parts, unless the connection rests or is paused, or somebody synchronises it right now.

        Whoever was away is asked by one request whether it is back.
        """
        if not _may_run(joiner, connection):
            return
        was_away = _rests_until(joiner, connection) is not None
        try:
            with joiner.link(connection, is_probe=was_away) as link:
                run_connection(link, self._database, kinds)
        except NeedsOwner as problem:
            _LOG.warning("needs_owner", extra={"connection": str(connection.id), "reason": str(problem)})

    def _due_reading(self, joiner: Joiner, connection: PlatformConnection) -> Sequence[RunKind]:
        if not self._pull_is_due(joiner, connection):
            return ()
        with joiner.store.reading(joiner.scope) as shop:
            is_first = shop.sync_log.last_good(connection.id, RunKind.PULL) is None
        return (RunKind.PULL, RunKind.WEBHOOKS) if is_first and joiner.hook_address else (RunKind.PULL,)

    def _pull_is_due(self, joiner: Joiner, connection: PlatformConnection) -> bool:
        with joiner.store.reading(joiner.scope) as shop:
            last = shop.sync_log.last_good(connection.id, RunKind.PULL)
        return is_due(last, self._rhythm.pull, joiner.clock.now())

    def _due_sweeps(self, joiner: Joiner, connection: PlatformConnection) -> Sequence[RunKind]:
        with joiner.store.reading(joiner.scope) as shop:
            last = {kind: shop.sync_log.last_good(connection.id, kind) for kind in _SWEEPS}
        with joiner.link(connection) as link:
            offers = link.adapter.capabilities
        due = due_sweeps(last, offers, self._rhythm, joiner.clock.now())
        return [kind for kind in due if kind is not RunKind.WEBHOOKS or joiner.hook_address is not None]


def _joined(joiner: Joiner) -> list[PlatformConnection]:
    with joiner.store.reading(joiner.scope) as shop:
        return [one for one in shop.connections.all() if one.status is not ConnectionStatus.PAUSED]


def _may_run(joiner: Joiner, connection: PlatformConnection) -> bool:
    """Also for jobs that were put into a queue before it failed, and for webhooks that come while it is away."""
    until = _rests_until(joiner, connection)
    is_resting = until is not None and joiner.clock.now() < until
    return connection.status is not ConnectionStatus.PAUSED and not is_resting


def _rests_until(joiner: Joiner, connection: PlatformConnection) -> datetime | None:
    with joiner.store.reading(joiner.scope) as shop:
        return resting_until(shop.sync_log.runs(connection.id, _LOOKED_AT))


def _last_started(joiner: Joiner, connection: PlatformConnection) -> float:
    with joiner.store.reading(joiner.scope) as shop:
        runs = shop.sync_log.runs(connection.id, 1)
    return runs[0].started_at.timestamp() if runs else 0.0


def _waiting(joiner: Joiner, connection: PlatformConnection) -> tuple[RunKind, ...]:
    with joiner.store.reading(joiner.scope) as shop:
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
