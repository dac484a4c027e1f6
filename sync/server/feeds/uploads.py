"""Takes in what mirrors tell: each event counts once, and what cannot be carried out is said, for a person to see."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.audit import FIRST_HASH, ActorKind, AuditEvent, AuditResult, chain_hash
from app.domain.errors import ShopError, Unknown, UnusableRecord
from app.domain.feeds import DeviceEvent
from app.domain.stock import MovementReason
from app.domain.tenancy import TenantScope
from app.services.adjust_stock import TOPIC as STOCK_ADJUSTED
from app.services.adjust_stock import StockAdjustment, adjust_in
from app.services.consent import CONSENT_TOPIC, WITHDRAWAL_TOPIC
from app.services.trail_upload import TRAIL_TOPIC
from app.store.unit_of_work import Repositories, ShopStore
from sync.protocol.audit import read_record
from sync.protocol.consent import read_consent, read_withdrawal
from sync.protocol.messages import EventMessage, Receipt, Refusal, Upload
from sync.server.feeds.service import Reader

_LONGEST_REASON = 1000
_MOST_PIECES = 1_000_000


class Uploads:
    """Call from any thread."""

    def __init__(self, store: ShopStore) -> None:
        self._store = store

    def receive(self, scope: TenantScope, sender: Reader, upload: Upload) -> Receipt:
        """All in one transaction; if the database refuses one of them, each in its own."""
        try:
            told = self._store.write(scope, lambda shop: _take_all(shop, sender, upload.events)).result
        except ShopError:
            told = {}
            for event in upload.events:
                told |= self._alone(scope, sender, event)
        with self._store.reading(scope) as shop:
            return Receipt(
                accepted=[event_id for event_id, refusal in told.items() if not refusal],
                refused=[
                    Refusal(id=event_id, reason=refusal) for event_id, refusal in told.items() if refusal
                ],
                server_time=shop.moment,
            )

    def _alone(self, scope: TenantScope, sender: Reader, event: EventMessage) -> dict[UUID, str]:
        try:
            return self._store.write(scope, lambda shop: _take_all(shop, sender, [event])).result
        except ShopError as refusal:
            reason = str(refusal)[:_LONGEST_REASON]
            self._store.write(scope, lambda shop: shop.device_events.keep(_kept(shop, sender, event, reason)))
            return {event.id: reason}


def _take_all(shop: Repositories, sender: Reader, events: list[EventMessage]) -> dict[UUID, str]:
    """What became of each: empty when it was carried out, now or before."""
    told = shop.device_events.known(sender.device_id, [event.id for event in events])
    for event in events:
        if event.id not in told:
            told[event.id] = _take(shop, sender, event)
        elif event.topic == STOCK_ADJUSTED:
            _tell_level_again(shop, event)
    return told


def _tell_level_again(shop: Repositories, event: EventMessage) -> None:
    """Its sender did not know that we have it, and may have counted it on top of the level it read meanwhile."""
    shop.stock.tell_again(shop.products.variant_ids([str(event.payload.get("sku"))]).values())


def _take(shop: Repositories, sender: Reader, event: EventMessage) -> str:
    try:
        _carry_out(shop, sender, event)
        refusal = ""
    except UnusableRecord as problem:
        refusal = str(problem)[:_LONGEST_REASON]
    shop.device_events.keep(_kept(shop, sender, event, refusal))
    return refusal


def _kept(shop: Repositories, sender: Reader, event: EventMessage, refusal: str) -> DeviceEvent:
    return DeviceEvent(
        sender.device_id,
        event.id,
        event.topic,
        event.aggregate_id,
        event.payload,
        event.created_at,
        shop.moment,
        refusal,
    )


def _carry_out(shop: Repositories, sender: Reader, event: EventMessage) -> None:
    """Topics without a duty here are kept for reports."""
    match event.topic:
        case topic if topic == STOCK_ADJUSTED:
            _move_stock(shop, sender, event)
        case topic if topic == TRAIL_TOPIC:
            _follow_trail(shop, sender, event.payload)
        case topic if topic == CONSENT_TOPIC:
            shop.consents.record(read_consent(event.payload, sender.store_id, sender.device_id))
        case topic if topic == WITHDRAWAL_TOPIC:
            shop.consents.withdraw(read_withdrawal(event.payload))


def _move_stock(shop: Repositories, sender: Reader, event: EventMessage) -> None:
    """Counts the pieces here, and leaves word for the shops on platforms, as any other adjustment does."""
    found = event.payload
    if found.get("store_id") != str(sender.store_id):
        raise UnusableRecord("A mirror may count pieces of its own store only.")
    try:
        adjust_in(shop, _adjustment(sender, event))
    except Unknown as problem:
        raise UnusableRecord(f"{problem} (SKU {found.get('sku')})") from problem


def _adjustment(sender: Reader, event: EventMessage) -> StockAdjustment:
    sku, delta, reason = (event.payload.get(name) for name in ("sku", "delta", "reason"))
    is_count = type(delta) is int and 0 < abs(delta) <= _MOST_PIECES
    if not (isinstance(sku, str) and is_count and reason in set(MovementReason)):
        raise UnusableRecord("This is no SKU with a number of pieces and a reason.")
    assert isinstance(delta, int)
    return StockAdjustment(event.id, sku, sender.store_id, delta, MovementReason(reason))


def _follow_trail(shop: Repositories, sender: Reader, payload: Mapping[str, object]) -> None:
    """A mirror's own trail must go on where it stood, and hold; else somebody altered it, and that is written down."""
    name = f"trail:{sender.device_id}"
    last = shop.notes.get(name) or {"sequence": 0, "hash": FIRST_HASH.hex()}
    record = read_record(payload)
    follows = record.sequence == last["sequence"] + 1 and record.previous_hash.hex() == last["hash"]
    if not follows or record.hash != chain_hash(record.sequence, record.previous_hash, record.event):
        shop.audit.append(_alarm(shop, sender, record.sequence))
    shop.notes.put(name, {"sequence": record.sequence, "hash": record.hash.hex()})


def _alarm(shop: Repositories, sender: Reader, sequence: int) -> AuditEvent:
    return AuditEvent(
        shop.new_id(), shop.moment, ActorKind.DEVICE, sender.device_id, "kiosk:trail:broken", "device",
        sender.device_id, AuditResult.FAILED, {"sequence": sequence},
    )  # fmt: skip
