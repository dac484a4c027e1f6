"""One exchange of a mirror with its server: reads every stream to its end, tells everything that waits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from app.access.authorise import at_the_door
from app.domain.errors import NeedsOwner, ShopError
from app.domain.feeds import Stream
from app.domain.offline_staff import Instant
from app.ports import SecretStore, WallClock
from app.services.offline_memory import forget_staff
from app.store.unit_of_work import ShopStore
from sync.central.device import DeviceIdentity, DeviceSession, SentAway, forget_identity, read_identity
from sync.central.feeds import OwnPlace, pull_feed
from sync.central.outbox import push_outbox
from sync.central.port import CentralRefused, Wire
from sync.central.standing import note_exchange

STREAMS = (Stream.SETTINGS, Stream.RIGHTS, Stream.CATALOGUE, Stream.PRICES, Stream.STOCK)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange brought and told."""

    read: int
    told: int
    set_aside: tuple[str, ...]
    """What could not be kept here or carried out there, each with its reason."""


@dataclass(frozen=True, slots=True)
class OwnServer:
    """What a mirror needs to speak to its server."""

    store: ShopStore
    secrets: SecretStore
    clock: WallClock
    now: Callable[[], Instant]
    reach: Callable[[str], AbstractContextManager[Wire]]
    """Opens a wire to an address."""


def exchange(own: OwnServer) -> Exchanged | None:
    """None for a mirror that is not enrolled. May be cut off anywhere and called again.

    Tells first: a sale must not wait behind a long catalogue. Raises RetryLater or CentralRefused, and SentAway once:
    the mirror then forgets its key and the list of staff, and is not enrolled any more.
    """
    identity = read_identity(own.secrets)
    if identity is None:
        return None
    with own.reach(identity.url) as wire:
        return exchange_over(own, identity, DeviceSession(wire, own.secrets, own.clock))


def exchange_over(
    own: OwnServer, identity: DeviceIdentity, session: DeviceSession, streams: Collection[Stream] = STREAMS
) -> Exchanged:
    """The same over a line that is open already, of these streams. How it ended is noted."""
    place = own_place(own, identity)
    try:
        done = _exchange(session, place, streams)
    except SentAway as problem:
        forget_identity(own.secrets)
        own.store.write(place.scope, forget_staff)
        note_exchange(own.store, place.scope, identity.url, str(problem), needs_owner=True)
        raise
    except ShopError as problem:
        is_stuck = isinstance(problem, NeedsOwner | CentralRefused)
        note_exchange(own.store, place.scope, identity.url, str(problem), needs_owner=is_stuck)
        raise
    note_exchange(own.store, place.scope, identity.url)
    return done


def _exchange(session: DeviceSession, place: OwnPlace, streams: Collection[Stream]) -> Exchanged:
    session.rotate_if_due()
    pushed = push_outbox(session, place)
    pulled = [pull_feed(session, place, stream) for stream in STREAMS if stream in streams]
    unusable = tuple(reason for one in pulled for reason in one.unusable)
    return Exchanged(sum(one.items for one in pulled), pushed.accepted, pushed.refused + unusable)


def own_place(own: OwnServer, identity: DeviceIdentity) -> OwnPlace:
    """Where the mirror stands that is enrolled as this."""
    scope = at_the_door(UUID(identity.tenant_id))
    return OwnPlace(own.store, scope, UUID(identity.store_id), UUID(identity.device_id), own.now)
