"""A mirror that stays on the line to its server: news reach it at once, and what happens here is told at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from threading import Event

from app.domain.errors import RetryLater, ShopError
from sync.central.device import DeviceIdentity, DeviceSession, HeldToken, read_identity
from sync.central.exchange import OwnServer, exchange_over, own_place
from sync.central.feeds import OwnPlace
from sync.central.standing import note_exchange

_LOG = logging.getLogger(__name__)
_NEWS = "/v1/feeds/news"
_LISTEN_S = "60"
_READ_ALL_EVERY_S = 600.0
"""Also when nothing is new: the list of staff ends in its time, and keys are changed in theirs."""
_LONGEST_REST_S = 300.0
_BROKEN_LINE_S = 10.0


class InTouch:
    """Call `run_once` again and again, from one thread at a time; `hang_up` from any.

    All mirrors of a company hear news in the same moment: each comes for them somewhen within `within_s`. A server
    that is away or busy is left in peace, by each mirror for another while.
    """

    def __init__(
        self, own: OwnServer, after_each: Callable[[], None], random: Random, within_s: float = 2.0
    ) -> None:
        self._own = own
        self._random = random
        self._within_s = within_s
        self._rest_until_s = 0.0
        self._after_each = after_each
        self._token = HeldToken()
        self._device_id = ""
        self._mark = ""
        """Of what the server had to tell when it was asked last."""
        self._read_all_at_s: float | None = None
        """None: perhaps something was not read to its end."""
        self._is_over = Event()

    def run_once(self) -> None:
        """Exchanges if there may be anything to tell, listens for a minute, and exchanges again whenever there is.

        Nothing is raised when the server is away or refuses: it is noted, and told with the next exchange. One that is
        away is left in peace, each mirror for another while: thousands that were cut off together come back apart.
        """
        identity = read_identity(self._own.secrets)
        if identity is None or self._now_s() < self._rest_until_s:
            return
        if identity.device_id != self._device_id:
            self._device_id, self._read_all_at_s = identity.device_id, None
        try:
            with self._own.reach(identity.url) as wire:
                self._talk(identity, DeviceSession(wire, self._own.secrets, self._own.clock, self._token))
        except RetryLater as away:
            self._read_all_at_s = None
            self._rest(min(away.after_s, _LONGEST_REST_S))
            _LOG.info("server_away", extra={"reason": str(away)})
        except ShopError as refusal:
            self._read_all_at_s = None
            _LOG.warning("server_refuses", extra={"reason": str(refusal)})

    def _talk(self, identity: DeviceIdentity, session: DeviceSession) -> None:
        place = own_place(self._own, identity)
        if self._may_have_missed() or _has_to_tell(place):
            self._exchange(identity, session)
        while self._has_news(session, place):
            self._exchange(identity, session)
        if self._read_all_at_s is None:
            self._rest(_BROKEN_LINE_S)
        elif not self._is_over.is_set():
            note_exchange(self._own.store, place.scope, identity.url)
            self._after_each()

    def _rest(self, rest_s: float) -> None:
        self._rest_until_s = self._now_s() + rest_s * (1 + self._random.random())

    def _has_news(self, session: DeviceSession, place: OwnPlace) -> bool:
        """A line that broke tells nothing of the server: the next exchange will, and it reads everything."""
        try:
            return self._listen(session, place)
        except RetryLater:
            self._read_all_at_s = None
            return False

    def _exchange(self, identity: DeviceIdentity, session: DeviceSession) -> None:
        try:
            exchange_over(self._own, identity, session)
            self._read_all_at_s = self._now_s()
        finally:
            self._after_each()

    def _may_have_missed(self) -> bool:
        known_s = self._read_all_at_s
        return known_s is None or not 0 <= self._now_s() - known_s < _READ_ALL_EVERY_S

    def _now_s(self) -> float:
        return self._own.now().running_s

    def hang_up(self) -> None:
        """For good: whoever listens stops within seconds."""
        self._is_over.set()

    def _listen(self, session: DeviceSession, place: OwnPlace) -> bool:
        """Waits until there is something to read or to tell; False after a minute without, or when it is over."""
        for mark in session.lines(_NEWS, {"wait_s": _LISTEN_S}):
            if self._is_over.is_set():
                return False
            is_new, self._mark = mark != self._mark, mark
            if _has_to_tell(place):
                return True
            if is_new:
                return not self._is_over.wait(self._random.uniform(0, self._within_s))
        return False


def _has_to_tell(place: OwnPlace) -> bool:
    with place.store.reading(place.scope) as shop:
        return bool(shop.outbox.sendable(shop.moment, 1))
