"""All runs of one connection, one after the other, each recorded; never two at once, whoever starts them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from app.domain.errors import NeedsOwner, RetryLater
from app.domain.exchange import ConnectionStatus
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from app.store.connections import Database
from app.store.unit_of_work import Repositories
from sync.platforms.values import Capabilities
from sync.runs.counts import Counts
from sync.runs.events import work_off
from sync.runs.journal import note_journal
from sync.runs.link import Link
from sync.runs.offering import finish_begun, offer_products
from sync.runs.pull import pull
from sync.runs.push_products import push_products
from sync.runs.push_stock import push_stock
from sync.runs.subscriptions import mend_subscriptions
from sync.runs.sweeps import sweep_ids, sweep_prices, sweep_stock
from sync.runs.timing import ASKED

_LOG = logging.getLogger(__name__)
RUNS_KEPT = timedelta(days=30)


def _pull(link: Link, total: Counts) -> None:
    """The journal comes last: trouble with it must not keep the products from us."""
    pull(link, total)
    note_journal(link, total)


def _push(link: Link, total: Counts) -> None:
    offer_products(link, total)
    push_stock(link, total)
    push_products(link, total)


WORK: Mapping[RunKind, Callable[[Link, Counts], None]] = {
    RunKind.EVENTS: work_off,
    RunKind.PULL: _pull,
    RunKind.PUSH: _push,
    RunKind.IDS: sweep_ids,
    RunKind.STOCK: sweep_stock,
    RunKind.PRICES: sweep_prices,
    RunKind.WEBHOOKS: mend_subscriptions,
}


def kinds_for(capabilities: Capabilities, full: bool) -> tuple[RunKind, ...]:
    """The parts of a run: what the platform's clock does not tell is swept, everything is on a full run."""
    sweeps = {
        RunKind.IDS: False,
        RunKind.STOCK: not (capabilities.stock_moves_clock and capabilities.products_tell_stock),
        RunKind.PRICES: not capabilities.prices_move_clock,
    }
    swept = tuple(kind for kind, is_usual in sweeps.items() if full or is_usual)
    return (RunKind.EVENTS, RunKind.PULL, RunKind.PUSH, *swept)


def run_connection(link: Link, database: Database, kinds: Sequence[RunKind]) -> tuple[SyncRun, ...] | None:
    """The runs, in order; a platform that is away or needs its owner ends them early.

    None when another program is synchronising this connection now.
    """
    with database.alone(f"sync-{link.id}") as is_alone:
        return tuple(_run_all(link, kinds)) if is_alone else None


def _run_all(link: Link, kinds: Sequence[RunKind]) -> Iterator[SyncRun]:
    for kind in kinds:
        done = run_once(link, kind)
        yield done
        if done.outcome is not RunOutcome.DONE:
            return


def run_once(link: Link, kind: RunKind) -> SyncRun:
    """One run, with its outcome on record. Whatever goes wrong is in the outcome; nothing is raised."""
    run = _begin(link, kind)
    before = link.adapter.cost()
    counts, asked = Counts(), {}
    try:
        finish_begun(link, counts)
        WORK[kind](link, counts)
        outcome, reason = RunOutcome.DONE, ""
    except NeedsOwner as problem:
        outcome, reason = RunOutcome.NEEDS_OWNER, str(problem)
    except RetryLater as problem:
        outcome, reason, asked = RunOutcome.LATER, str(problem), {ASKED: problem.after_s}
    except KeyboardInterrupt:
        _end(
            link, replace(run, outcome=RunOutcome.LATER, ended_at=link.clock.now(), reason="Stopped by hand.")
        )
        raise
    except Exception as problem:  # noqa: BLE001 - one connection's trouble must not stop the others
        _LOG.exception("run_failed", extra={"connection": str(link.id), "kind": kind.value})
        outcome, reason = RunOutcome.FAILED, f"{type(problem).__name__}: {problem}"
    cost = asdict(link.adapter.cost() - before)
    ended = replace(
        run,
        outcome=outcome,
        ended_at=link.clock.now(),
        counts=counts.as_data(),
        cost={name: amount for name, amount in (cost | asked).items() if amount},
        reason=reason[:1000],
    )
    _log_end(link, ended)
    return _end(link, ended)


def _log_end(link: Link, run: SyncRun) -> None:
    """One line a run. Quiet runs that found nothing to do are no news."""
    told = {
        "connection": str(run.connection_id),
        "platform": link.platform.value,
        "run": str(run.id),
        "kind": run.kind.value,
        "outcome": run.outcome.value,
        "counts": dict(run.counts),
        "cost": dict(run.cost),
        "reason": run.reason,
    }
    _LOG.log(logging.DEBUG if run.is_quiet else logging.INFO, "run_ended", extra=told)


def _begin(link: Link, kind: RunKind) -> SyncRun:
    def begin(shop: Repositories) -> SyncRun:
        run = SyncRun(shop.new_id(), link.id, kind, shop.moment)
        shop.sync_log.begin(run)
        shop.sync_log.forget_runs(link.id, shop.moment - RUNS_KEPT)
        return run

    return link.store.write(link.scope, begin).result


def _end(link: Link, run: SyncRun) -> SyncRun:
    def end(shop: Repositories) -> SyncRun:
        before = shop.sync_log.newest_good(run.connection_id, run.kind) if run.is_quiet else None
        if before is not None and before.is_quiet:
            shop.sync_log.forget_run(before)  # of quiet runs the newest says it all; there is one a minute
        shop.sync_log.end(run)
        _note_status(shop, run)
        return run

    return link.store.write(link.scope, end).result


def _note_status(shop: Repositories, run: SyncRun) -> None:
    """The connection waits for its owner, or works again."""
    connection = shop.connections.get(run.connection_id)
    waits = run.outcome is RunOutcome.NEEDS_OWNER
    works_again = run.outcome is RunOutcome.DONE and connection.status is ConnectionStatus.NEEDS_OWNER
    if waits and connection.status is ConnectionStatus.ACTIVE:
        shop.connections.save(replace(connection, status=ConnectionStatus.NEEDS_OWNER))
    elif works_again:
        shop.connections.save(replace(connection, status=ConnectionStatus.ACTIVE))
