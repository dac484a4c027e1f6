"""Carries out what the flow decides: consent on record before the camera starts, and nothing left after a visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.visit import ConsentGiven, ConsentWithdrawn, VirtualTryOnInitiated
from app.ports import WallClock
from engine.types import Clock, Eyewear
from ui.kiosk.flow import Effect, Patience, Step, Visit, Wish, after_time, after_touch, after_wish
from ui.kiosk.ports import LiveMirror, VisitLog
from ui.kiosk.vault import SessionVault

NOTICE_VERSION = "2026-11"
"""Names the consent text in assets/translations; change both together."""


class Attendant:
    """Looks after one customer at a time. Main thread only."""

    def __init__(
        self,
        clock: Clock,
        wall_clock: WallClock,
        mirror: LiveMirror,
        log: VisitLog,
        vault: SessionVault,
        patience: Patience,
        notices: Mapping[str, str],
    ) -> None:
        self._clock = clock
        self._wall_clock = wall_clock
        self._mirror = mirror
        self._log = log
        self._patience = patience
        self._notices = notices
        self._listeners: list[Callable[[], None]] = []
        self._wipers: list[Callable[[], None]] = []
        self.vault = vault
        self.visit = Visit(touched_ns=clock.now_ns())
        self.language = "en"
        """The one the customer reads; `notices` has the SHA-256 of its consent text."""

    @property
    def patience(self) -> Patience:
        return self._patience

    def on_change(self, listener: Callable[[], None]) -> None:
        """Hear whenever the visit stands elsewhere than before."""
        self._listeners.append(listener)

    def on_wipe(self, wiper: Callable[[], None]) -> None:
        """Be called when everything of a visit must go."""
        self._wipers.append(wiper)

    def wish(self, wish: Wish) -> None:
        """The customer wants something."""
        self._take(after_wish(self.visit, wish, self._clock.now_ns()))

    def notice_touch(self) -> None:
        """The customer touched the screen or a key."""
        self.visit = after_touch(self.visit, self._clock.now_ns())

    def tick(self) -> None:
        """Time has passed; call about twice a second."""
        self._take(after_time(self.visit, self._clock.now_ns(), self._patience))

    def try_on(self, product_id: str, eyewear: Eyewear) -> None:
        """Puts glasses on the customer and notes that somebody wanted to see this product."""
        self._log.record(VirtualTryOnInitiated(product_id, self._wall_clock.now()))
        self.wear(eyewear)

    def wear(self, eyewear: Eyewear) -> None:
        """Puts glasses on the customer."""
        self.vault.worn_sku = eyewear.sku
        self._mirror.wear(eyewear)

    def wipe(self) -> None:
        """Forgets everything of the visit, then stops the camera."""
        self.vault.wipe()
        self._mirror.begin_visit()
        self._mirror.wear(None)
        for wiper in self._wipers:
            wiper()
        self._mirror.stop()

    def _take(self, step: Step) -> None:
        changed = step.visit != self.visit
        self.visit = step.visit
        for effect in step.effects:
            self._carry_out(effect)
        if changed:
            for listener in self._listeners:
                listener()

    def _carry_out(self, effect: Effect) -> None:
        now = self._wall_clock.now()
        match effect:
            case Effect.RECORD_CONSENT:
                self._log.record(
                    ConsentGiven(NOTICE_VERSION, self._notices[self.language], self.language, now)
                )
            case Effect.RECORD_WITHDRAWAL:
                self._log.record(ConsentWithdrawn(NOTICE_VERSION, self.language, now))
            case Effect.START_MIRROR:
                self._mirror.start()
            case Effect.WIPE:
                self.wipe()
