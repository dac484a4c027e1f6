"""Sends what a mirror has to tell, until the server has acknowledged it: after hours of outage too, each thing once."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from app.domain.errors import RetryLater, UnusableRecord
from app.domain.exchange import OutboxMessage
from app.services.trail_upload import queue_trail
from app.store.unit_of_work import Repositories
from sync.central.feeds import OwnPlace
from sync.central.port import Central
from sync.protocol.messages import EventMessage, Receipt, Upload

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Pushed:
    """What one push came to."""

    accepted: int = 0
    refused: tuple[str, ...] = ()
    """Reasons of what was set aside for a person to look at."""


def push_outbox(central: Central, place: OwnPlace) -> Pushed:
    """Sends everything that is due, in order for each thing. May be stopped at any moment and called again.

    Raises RetryLater or CentralRefused; nothing is lost then, and nothing will count twice.
    """
    pushed = Pushed()
    place.store.write(place.scope, lambda shop: queue_trail(shop, place.device_id))
    while due := _due(place):
        pushed = _push(central, place, due, pushed)
    return pushed


def _push(central: Central, place: OwnPlace, due: tuple[OutboxMessage, ...], before: Pushed) -> Pushed:
    receipt = _send(central, due)
    ours = {message.id for message in due}
    accepted = [event_id for event_id in receipt.accepted if event_id in ours]
    refused = [refusal for refusal in receipt.refused if refusal.id in ours]
    if not accepted and not refused:
        raise RetryLater("The server acknowledged nothing of what was sent.", 60)

    def settle(shop: Repositories) -> None:
        for refusal in refused:
            shop.outbox.quarantine(refusal.id, refusal.reason[:1000])
        shop.outbox.acknowledge(accepted)

    place.store.write(place.scope, settle)
    return Pushed(before.accepted + len(accepted), before.refused + tuple(one.reason for one in refused))


def _due(place: OwnPlace) -> tuple[OutboxMessage, ...]:
    with place.store.reading(place.scope) as shop:
        return shop.outbox.sendable(shop.moment, _AT_ONCE)


def _send(central: Central, messages: tuple[OutboxMessage, ...]) -> Receipt:
    events = [
        EventMessage(
            id=m.id,
            topic=m.topic,
            aggregate_id=m.aggregate_id,
            payload=dict(m.payload),
            created_at=m.created_at,
        )
        for m in messages
    ]
    answer = central.post("/v1/feeds/events", Upload(events=events).model_dump(mode="json"))
    try:
        return Receipt.model_validate(answer)
    except ValidationError as problem:
        raise UnusableRecord(
            f"The server's answer cannot be read: {problem.errors()[0]['msg']}."
        ) from problem
