"""Try-ons as the TryOnButton sees them: begun with a product, completed or failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from engine.types import Clock, Eyewear, MirrorState
from ui.kiosk.attendant import Attendant
from ui.kiosk.flow import Screen, Wish
from ui.kiosk.try_on import TryOn


class TryOnView(QObject):
    """At most one try-on is under way; a newer one takes its place."""

    completed = Signal(str, dict)
    failed = Signal(str)

    def __init__(
        self, attendant: Attendant, clock: Clock, eyewear_of: Callable[[str], Eyewear | None]
    ) -> None:
        super().__init__()
        self._attendant = attendant
        self._clock = clock
        self._eyewear_of = eyewear_of
        self._under_way: TryOn | None = None
        attendant.on_change(self._follow_visit)

    @Slot(str)
    def begin(self, product_id: str) -> None:
        """Somebody wants to see this product; without consent so far they are asked for it first."""
        eyewear = self._eyewear_of(product_id)
        if eyewear is None:
            self.failed.emit(product_id)
            return
        self._attendant.try_on(product_id, eyewear)
        self._under_way = TryOn(product_id, eyewear.sku)
        if self._attendant.visit.screen is Screen.MIRROR:
            self._wait()
        else:
            self._attendant.wish(Wish.BEGIN)

    def see(self, state: MirrorState) -> None:
        """A new picture; perhaps the one that is waited for."""
        wanted = self._under_way
        if wanted is not None and wanted.is_seen_in(state):
            assert state.fit is not None
            self._under_way = None
            result = {"productId": wanted.product_id, "sku": wanted.sku, "verdict": str(state.fit.verdict)}
            self.completed.emit(wanted.product_id, result)

    def tick(self) -> None:
        """Twice a second: a try-on that takes too long has failed."""
        if self._under_way is not None and self._under_way.has_failed(self._clock.now_ns()):
            self._fail()

    def forget(self) -> None:
        """The visit is over."""
        self._under_way = None

    def _follow_visit(self) -> None:
        if self._under_way is None:
            return
        screen = self._attendant.visit.screen
        if screen is Screen.MIRROR and self._under_way.waits_since_ns is None:
            self._wait()
        elif screen in {Screen.BROWSE, Screen.ATTRACT}:
            self._fail()

    def _wait(self) -> None:
        assert self._under_way is not None
        self._under_way = TryOn(self._under_way.product_id, self._under_way.sku, self._clock.now_ns())

    def _fail(self) -> None:
        assert self._under_way is not None
        product_id, self._under_way = self._under_way.product_id, None
        self.failed.emit(product_id)
