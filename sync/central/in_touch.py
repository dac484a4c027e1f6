"""A mirror that stays on the line to its server: news reach it at once, and what happens here is told at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from random import Random
from threading import Event

from app.domain.errors import RetryLater, ShopError
from app.domain.feeds import Stream
from sync.central.device import DeviceIdentity, DeviceSession, HeldToken, read_identity
from sync.central.exchange import STREAMS, OwnServer, exchange_over, own_place
from sync.central.feeds import OwnPlace
from sync.central.port import Wire
from sync.central.standing import note_exchange
from sync.protocol.news_mark import moved

_LOG = logging.getLogger(__name__)
_NEWS = "/v1/feeds/news"
_LISTEN_S = "300"
_READ_ALL_EVERY_S = 3600.0
"""Also when nothing is new: the list of staff ends in its time, and keys are changed in theirs."""
_ONE = (Stream.SETTINGS,)
"""Asked after a line that broke: whoever is not let in any more is told so there, in words."""
_LONGEST_REST_S = 300.0
_REFUSED_REST_S = 20.0
_BROKEN_LINE_S = 10.0


class InTouch:
    """Call `run_once` again and again, from one thread at a time; `look` and `hang_up` from any.

    All mirrors of a company hear news in the same moment: each comes for them somewhen within `within_s`, and reads
    only what moved. A server that is away or busy is left in peace, by each mirror for another while.
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
        self._did_break = False
        """The line, and nothing was asked since."""
        self._is_over = Event()
        self._line: tuple[Wire, OwnPlace] | None = None

    def run_once(self) -> None:
        """Exchanges if there may be anything to tell, listens for minutes, and exchanges again whenever there is.

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
                place = own_place(self._own, identity)
                self._line = wire, place
                session = DeviceSession(wire, self._own.secrets, self._own.clock, self._token)
                self._talk(identity, session, place)
        except RetryLater as away:
            self._rest(min(away.after_s, _LONGEST_REST_S))
            _LOG.info("server_away", extra={"reason": str(away)})
        except ShopError as refusal:
            self._rest(_REFUSED_REST_S)
            _LOG.warning("server_refuses", extra={"reason": str(refusal)})
        finally:
            self._line = None

    def look(self) -> None:
        """Ends the listening when there is something to tell."""
        line = self._line
        if line is not None and _has_to_tell(line[1]):
            line[0].hang_up()

    def hang_up(self) -> None:
        """For good."""
        self._is_over.set()
        line = self._line
        if line is not None:
            line[0].hang_up()

    def _talk(self, identity: DeviceIdentity, session: DeviceSession, place: OwnPlace) -> None:
        at_first = self._at_first(place)
        if at_first is not None:
            self._exchange(identity, session, at_first)
        while (streams := self._news(session, place)) is not None:
            self._exchange(identity, session, streams)
        if self._did_break:
            self._rest(_BROKEN_LINE_S)
        elif not self._is_over.is_set():
            note_exchange(self._own.store, place.scope, identity.url)
            self._after_each()

    def _at_first(self, place: OwnPlace) -> Collection[Stream] | None:
        """As `_news`, before it is listened to."""
        known_s = self._read_all_at_s
        if known_s is None or not 0 <= self._now_s() - known_s < _READ_ALL_EVERY_S:
            return STREAMS
        if self._did_break:
            return _ONE
        return () if _has_to_tell(place) else None

    def _rest(self, rest_s: float) -> None:
        self._rest_until_s = self._now_s() + rest_s * (1 + self._random.random())

    def _news(self, session: DeviceSession, place: OwnPlace) -> Collection[Stream] | None:
        """What to read next; nothing of it when there is only something to tell, None when there is neither."""
        try:
            return self._listen(session, place)
        except RetryLater:
            if self._is_over.is_set():
                return None
            if _has_to_tell(place):
                return ()
            self._did_break = True
            return None

    def _exchange(
        self, identity: DeviceIdentity, session: DeviceSession, streams: Collection[Stream]
    ) -> None:
        """What is not read to its end is read with the next exchange, which reads everything."""
        try:
            exchange_over(self._own, identity, session, streams)
            self._did_break = False
            if len(streams) == len(STREAMS):
                self._read_all_at_s = self._now_s()
        except ShopError:
            if streams and streams is not _ONE:
                self._read_all_at_s = None
            raise
        finally:
            self._after_each()

    def _now_s(self) -> float:
        return self._own.now().running_s

    def _listen(self, session: DeviceSession, place: OwnPlace) -> Collection[Stream] | None:
        """Waits until there is something to read or to tell; None after minutes without, or when it is over."""
        for mark in session.lines(_NEWS, {"wait_s": _LISTEN_S}):
            if self._is_over.is_set():
                return None
            streams, self._mark = moved(self._mark, mark), mark
            if _has_to_tell(place):
                return streams
            if streams:
                return None if self._is_over.wait(self._random.uniform(0, self._within_s)) else streams
        return None


def _has_to_tell(place: OwnPlace) -> bool:
    with place.store.reading(place.scope) as shop:
        return bool(shop.outbox.sendable(shop.moment, 1))
