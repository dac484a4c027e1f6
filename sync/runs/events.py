"""Works off the webhooks that came: each says where to look, what is true is read from the platform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter_ns

from app.domain.errors import NeedsOwner, RetryLater, ShopError
from app.domain.exchange import InboxStatus, ReferenceKind, WebhookEvent
from app.domain.syncing import EventResult
from app.store.unit_of_work import Repositories
from sync.platforms.values import Hint, HintKind
from sync.runs.counts import Counts
from sync.runs.link import Link
from sync.runs.pull import pull, read_one, selling
from sync.runs.push_stock import back_off_s

_PAGE = 100
MOST_ATTEMPTS = 8
"""After that it is dead: kept with its reason, until somebody replays it."""


def work_off(link: Link, total: Counts) -> None:
    """Everything that waits and is due. What speaks of the same product is read once."""
    while waiting := _due(link):
        total += _work_off(link, waiting)
        link.tell("events", total.more["events"], None)


def _due(link: Link) -> list[WebhookEvent]:
    moment = link.clock.now()
    with link.store.reading(link.scope) as shop:
        waiting = shop.inbox.of_connection(link.id, InboxStatus.PENDING, _PAGE, due_by=moment)
    return list(waiting)


def _work_off(link: Link, events: Sequence[WebhookEvent]) -> Counts:
    total = Counts()
    by_hint: dict[tuple[str, ...], list[WebhookEvent]] = {}
    for event in events:
        by_hint.setdefault(tuple(event.hint or ()), []).append(event)
    for hint, same in by_hint.items():
        total.more["events"] += len(same)
        total += _follow(link, hint, same)
    return total


def _follow(link: Link, hint: Sequence[str], same: Sequence[WebhookEvent]) -> Counts:
    began_ns = perf_counter_ns()
    if not hint:
        _settle(link, same, InboxStatus.IGNORED, EventResult(success=True, reason="not our concern"))
        return Counts()
    try:
        product_id, counts = _read(link, Hint(HintKind(hint[0]), hint[1]))
    except (RetryLater, NeedsOwner) as later:
        _postpone(link, same, str(later), getattr(later, "after_s", 60.0))
        raise
    except (ShopError, ValueError) as refused:
        _settle(
            link,
            same,
            InboxStatus.DEAD,
            EventResult(False, error=type(refused).__name__, reason=str(refused)),
        )
        return Counts()
    took_ms = (perf_counter_ns() - began_ns) // 1_000_000
    _settle(link, same, InboxStatus.DONE, EventResult(True, product_id=product_id, processing_ms=took_ms))
    return counts


def _read(link: Link, hint: Hint) -> tuple[str, Counts]:
    if hint.kind is HintKind.CATALOGUE:
        counts = Counts()
        pull(link, counts)
        return "", counts
    product_id = hint.id if hint.kind is HintKind.PRODUCT else link.adapter.product_of(hint)
    counts = read_one(link, product_id) if product_id is not None else Counts()
    if not (counts.seen or counts.more["gone"]):
        counts += _read_what_sold_it(link, hint)
    return product_id or "", counts


def _read_what_sold_it(link: Link, hint: Hint) -> Counts:
    """What is gone may have been a variant: its product is still there."""
    if hint.kind not in {HintKind.PRODUCT, HintKind.VARIANT}:
        return Counts()
    with link.store.reading(link.scope) as shop:
        bound = link.ours(shop, ReferenceKind.VARIANT, [hint.id])
        products = selling(shop, link, list(bound.values()))
    counts = Counts()
    for product_id in products:
        counts += read_one(link, product_id)
    return counts


def _settle(link: Link, events: Sequence[WebhookEvent], status: InboxStatus, result: EventResult) -> None:
    def settle(shop: Repositories) -> None:
        for event in events:
            shop.inbox.settle(event.id, status, result.as_text())

    link.store.write(link.scope, settle)


def _postpone(link: Link, events: Sequence[WebhookEvent], reason: str, after_s: float) -> None:
    """Later again; after the last attempt it is dead."""

    def postpone(shop: Repositories) -> None:
        for event in events:
            if event.attempts + 1 >= MOST_ATTEMPTS:
                dead = EventResult(False, error="RetryLater", reason=reason)
                shop.inbox.settle(event.id, InboxStatus.DEAD, dead.as_text())
            else:
                wait_s = max(after_s, back_off_s(event.attempts))
                shop.inbox.postpone(event.id, shop.moment + timedelta(seconds=wait_s), reason[:1000])

    link.store.write(link.scope, postpone)
