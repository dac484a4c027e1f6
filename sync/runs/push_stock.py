"""Tells the platform of pieces sold or counted here: each message exactly once, whenever the power fails.

The message was written with the change. Before a platform is written to, what would prove the write is kept with
the delivery; after it, the delivery is closed in one transaction with the level that is known from then on.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from app.domain.errors import RetryLater
from app.domain.exchange import (
    ConnectionStatus,
    ExternalReference,
    OutboxMessage,
    PlatformConnection,
    ReferenceKind,
)
from app.domain.syncing import Delivery, DeliveryStatus, SetAside, SyncedStock
from app.services.adjust_stock import TOPIC
from app.store.unit_of_work import Repositories
from sync.http.errors import OutcomeUnknown
from sync.platforms.values import (
    RefusalCode,
    RefusedWrite,
    StockAdjustment,
    StockSafety,
    StockSet,
    WriteOutcome,
)
from sync.reconcile.policy import read_policy
from sync.runs.counts import Counts
from sync.runs.link import Link

KIND = "stock"
_PAGE = 50
_RACES = 5
"""How often others may change a level between our reading and our writing, before we come back later."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a message has to be told."""

    product_id: str
    variant_id: str
    location_id: str


def push_stock(link: Link, total: Counts) -> None:
    """Delivers what waits for this platform, in order for each variant. Raises RetryLater when it is away."""
    if not link.policy.writes_stock:
        return
    while waiting := _due(link):
        for message in waiting:
            total.more[_deliver(link, message)] += 1
            link.tell("stock", total.more["sent"], None)


def _due(link: Link) -> tuple[OutboxMessage, ...]:
    with link.store.reading(link.scope) as shop:
        return shop.deliveries.due(link.id, TOPIC, link.clock.now(), _PAGE)


def _deliver(link: Link, message: OutboxMessage) -> str:
    with link.store.reading(link.scope) as shop:
        target = _target(shop, link, message)
        delivery = next((d for d in shop.deliveries.of(message.id) if d.connection_id == link.id), None)
    if target is None:
        _close(link, Delivery(message.id, link.id, DeliveryStatus.DONE, reason="not sold there"), message, 0)
        return "not_sold_there"
    delivery = delivery or Delivery(message.id, link.id)
    try:
        outcome = _write(link, message, target, delivery)
    except RetryLater as later:
        _postpone(link, message, str(later), later.after_s)
        raise
    if outcome.refused and outcome.refused[0].code is RefusalCode.GONE:
        _close(
            link, Delivery(message.id, link.id, DeliveryStatus.DONE, reason="not counted there"), message, 0
        )
        return "not_sold_there"
    if outcome.refused:
        return _refuse(link, message, outcome.refused[0].reason)
    _close(link, replace(delivery, status=DeliveryStatus.DONE, reason=""), message, _delta(message))
    return "sent"


def _write(link: Link, message: OutboxMessage, target: _Target, delivery: Delivery) -> WriteOutcome:
    if link.adapter.capabilities.is_adjustment_idempotent:
        _keep(link, delivery)
        adjustment = StockAdjustment(target.variant_id, target.location_id, _delta(message))
        return link.adapter.adjust_stock([adjustment], key=str(message.id))
    return _write_by_level(link, message, target, delivery)


def _write_by_level(link: Link, message: OutboxMessage, target: _Target, delivery: Delivery) -> WriteOutcome:
    """For platforms that count a repeated delta twice: the level found there tells whether an attempt worked."""
    for _race in range(_RACES):
        level = _level(link, target)
        if level is None:
            gone = RefusedWrite(target.variant_id, RefusalCode.GONE, "It counts no pieces of this there.")
            return WriteOutcome(refused=(gone,))
        if _proves(delivery.evidence, level):
            return WriteOutcome(done=(target.variant_id,))
        evidence = {"expected": level, "target": level + _delta(message)}
        _keep(link, replace(delivery, evidence=evidence))
        try:
            outcome = _change_level(link, message, target, level)
        except RetryLater as later:
            if not isinstance(later, OutcomeUnknown):
                _keep(link, replace(delivery, evidence={}))
            raise
        if not outcome.refused or outcome.refused[0].code is not RefusalCode.STALE:
            return outcome
        delivery = replace(delivery, evidence={})  # refused for certain: it proves nothing later
        _keep(link, delivery)
    raise RetryLater("The level on the platform changes faster than it can be written.", 5.0)


def _proves(evidence: Mapping[str, object], level: int) -> bool:
    """Whether an earlier attempt, of which no answer came, worked: then the level is where it was wanted, or others
    moved it from there by fewer pieces than from where it was found."""
    if not evidence:
        return False
    found, wanted = int(str(evidence["expected"])), int(str(evidence["target"]))
    return abs(level - wanted) < abs(level - found)


def _change_level(link: Link, message: OutboxMessage, target: _Target, level: int) -> WriteOutcome:
    """Raises OutcomeUnknown when it may have worked, another RetryLater when it surely did not."""
    key, delta = str(message.id), _delta(message)
    if link.adapter.capabilities.stock_safety is StockSafety.RELATIVE:
        adjustment = StockAdjustment(target.variant_id, target.location_id, delta)
        return link.adapter.adjust_stock([adjustment], key)
    change = StockSet(target.variant_id, target.location_id, level + delta, expected=level)
    return link.adapter.set_stock([change], key)


def _level(link: Link, target: _Target) -> int | None:
    product = link.adapter.read_product(target.product_id)
    levels = (
        level.available
        for variant in (product.variants if product else ())
        for level in variant.stock or ()
        if (level.variant_id, level.location_id) == (target.variant_id, target.location_id)
    )
    return next(levels, None)


def _target(shop: Repositories, link: Link, message: OutboxMessage) -> _Target | None:
    product_id = shop.agreements.product_of_variant(message.aggregate_id)
    store_id = UUID(str(message.payload["store_id"]))
    variant = _name(shop.references.of(ReferenceKind.VARIANT, message.aggregate_id), link)
    product = _name(shop.references.of(ReferenceKind.PRODUCT, product_id), link) if product_id else None
    place = _name(shop.references.of(ReferenceKind.LOCATION, store_id), link)
    return _Target(product, variant, place) if product and variant and place else None


def _name(references: tuple[ExternalReference, ...], link: Link) -> str | None:
    names = (r.external_id for r in references if (r.platform, r.shop) == (link.platform, link.shop))
    return next(names, None)


def _delta(message: OutboxMessage) -> int:
    return int(str(message.payload["delta"]))


def _keep(link: Link, delivery: Delivery) -> None:
    link.store.write(link.scope, lambda shop: shop.deliveries.put(delivery))


def _postpone(link: Link, message: OutboxMessage, reason: str, after_s: float) -> None:
    """Tried once more in vain; the evidence of the attempt stays as it is."""

    def postpone(shop: Repositories) -> None:
        known = next((d for d in shop.deliveries.of(message.id) if d.connection_id == link.id), None)
        delivery = known or Delivery(message.id, link.id)
        wait_s = max(after_s, back_off_s(delivery.attempts))
        shop.deliveries.put(
            replace(
                delivery,
                attempts=delivery.attempts + 1,
                due_at=shop.moment + timedelta(seconds=wait_s),
                reason=reason[:1000],
            )
        )

    link.store.write(link.scope, postpone)


def back_off_s(attempts: int) -> float:
    """1, 2, 4 … at most 60 seconds, with up to half as much again by chance, so that mirrors do not come together."""
    return float(min(60, 2**attempts)) * random.uniform(1.0, 1.5)


def _close(link: Link, delivery: Delivery, message: OutboxMessage, delta: int) -> None:
    """The platform has it: from here on its level is known to be `delta` away from before."""

    def close(shop: Repositories) -> None:
        shop.deliveries.put(delivery)
        store_id = UUID(str(message.payload["store_id"]))
        known = shop.agreements.stock(link.id, [message.aggregate_id]).get((message.aggregate_id, store_id))
        if known is not None and delta:
            shop.agreements.put_stock(link.id, [SyncedStock(message.aggregate_id, store_id, known + delta)])
        _settle(shop, message)

    link.store.write(link.scope, close)


def _refuse(link: Link, message: OutboxMessage, reason: str) -> str:
    def refuse(shop: Repositories) -> None:
        words = f"{message.payload['sku']} ({_delta(message):+d}): {reason}"
        shop.deliveries.put(Delivery(message.id, link.id, DeliveryStatus.REFUSED, reason=words[:1000]))
        shop.sync_log.set_aside([SetAside(link.id, KIND, str(message.id), words[:1000], shop.moment)])
        _settle(shop, message)

    link.store.write(link.scope, refuse)
    return "refused"


def _settle(shop: Repositories, message: OutboxMessage) -> None:
    """Once every platform that wants stock has answered, the message is done, or set aside with the reason."""
    answers: Mapping[UUID, Delivery] = {d.connection_id: d for d in shop.deliveries.of(message.id)}
    asked = [c for c in shop.connections.all() if _wants_stock(c)]
    told = [answers[c.id] for c in asked if c.id in answers]
    if len(told) < len(asked) or any(d.status is DeliveryStatus.SENDING for d in told):
        return
    refused = [d.reason for d in told if d.status is DeliveryStatus.REFUSED]
    if refused:
        shop.outbox.quarantine(message.id, "; ".join(refused)[:1000])
    else:
        shop.outbox.acknowledge([message.id])


def _wants_stock(connection: PlatformConnection) -> bool:
    return connection.status is not ConnectionStatus.PAUSED and read_policy(connection.policy).writes_stock
