"""The shelf as QML sees it: what lies in the carousel, and what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot

from app.domain.listing import FrameListing, VariantListing
from app.ports import FrameCatalogue
from app.services.recommend import Steering
from engine.types import Eyewear, FitVerdict, FrameMaterial, FrameShape, MirrorState
from ui.bridge.errands import Errands
from ui.kiosk.advice import Advice, Adviser
from ui.kiosk.attendant import Attendant
from ui.kiosk.mirror_words import telling_reason
from ui.kiosk.shelf import Filter, Knowledge, Tab, arrange, first_variant, second_colour, stock_words
from ui.kiosk.shelf_model import ShelfModel, ShelfRow
from ui.kiosk.shots import Shots
from ui.kiosk.steady_verdict import SteadyVerdict, after_picture
from ui.kiosk.visit_view import WordsView
from ui.kiosk.words import price_text

_AHEAD = 24
"""Cards behind those in view whose pictures are drawn before they are wanted."""


class ShelfView(QObject):
    """Frames by tab and filter; choosing one is announced to `on_choice`."""

    changed = Signal()
    loaded = Signal()
    """What lies on top has changed without a touch: frames came, or the best ones for this face."""

    def __init__(
        self,
        catalogue: FrameCatalogue,
        adviser: Adviser,
        attendant: Attendant,
        words: WordsView,
        shots: Shots,
        errands: Errands,
    ) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._adviser = adviser
        self._attendant = attendant
        self._words = words
        self._shots = shots
        self._errands = errands
        self._model = ShelfModel()
        self._frames: tuple[FrameListing, ...] = ()
        self._is_busy = False
        self._has_failed = False
        self._worn_fit = SteadyVerdict()
        self._shown: list[FrameListing] = []
        self._in_view = range(0)
        self._on_choice: list[Callable[[str, Eyewear], None]] = []
        self._clear()
        words.changed.connect(self._show)

    def _clear(self) -> None:
        self._tab = Tab.FOR_YOU
        self._filter = Filter()
        self._advice: dict[str, Advice] = {}
        self._ranking: tuple[str, ...] = ()
        self._is_learning = False
        self._wish = self._asked = Steering()
        self._colours: dict[str, str] = {}
        self._current: FrameListing | None = None
        self._has_chosen = False
        self._verdicts: dict[str, FitVerdict] = {}

    # what others ask of it

    def on_choice(self, listener: Callable[[str, Eyewear], None]) -> None:
        """Hear the product id and the glasses whenever the customer chooses some."""
        self._on_choice.append(listener)

    def forget(self) -> None:
        """The visit is over: nothing of the customer's choices stays."""
        self._clear()
        self._worn_fit = SteadyVerdict()
        self._choose_first()
        self._show()

    def eyewear(self, product_id: str) -> Eyewear | None:
        """The product in its shown colour; None when the shop has no such product."""
        frame = self._frame(product_id)
        return frame.eyewear(self._variant(frame).sku) if frame else None

    @property
    def current_eyewear(self) -> Eyewear | None:
        return self._current.eyewear(self._variant(self._current).sku) if self._current else None

    @property
    def frames(self) -> tuple[FrameListing, ...]:
        return self._frames

    def listing_of(self, sku: str) -> tuple[FrameListing, VariantListing] | None:
        """The frame and colour that are sold under a SKU."""
        found = ((frame, variant) for frame in self._frames for variant in frame.variants)
        return next(((frame, variant) for frame, variant in found if variant.sku == sku), None)

    def select(self, sku: str) -> None:
        """Makes a SKU the chosen one, as if its card had been touched."""
        found = self.listing_of(sku)
        if found is not None:
            self._current = found[0]
            self._has_chosen = True
            self._colours[found[0].product_id] = sku
            self._announce()

    def see_fit(self, sku: str, verdict: FitVerdict) -> None:
        """How the worn glasses fit in the newest picture: what is said of them, on their card too."""
        before, self._worn_fit = self._worn_fit, after_picture(self._worn_fit, sku, verdict)
        if (before.sku, before.said) == (sku, self._worn_fit.said):
            return
        for product_id, newest in self._newest_verdicts().items() - self._verdicts.items():
            self._verdicts[product_id] = newest
            self._model.verdict_changed(product_id, str(newest))
        self.changed.emit()

    def learn(self, seen: MirrorState) -> None:
        """A face has been measured: asks for advice once, and again when `for you` is opened or steered anew."""
        is_known = self._is_learning or bool(self._ranking)
        if is_known or not self._frames or seen.face is None or seen.face.measures is None:
            return
        self._is_learning = True
        frames, wish = self._frames, self._steering()
        self._asked = wish
        self._errands.run(
            lambda: self._adviser.advise(frames, seen, wish),
            lambda advice: self._take_advice(cast(tuple[Advice, ...], advice), wish),
            self._go_without,
            urgent=True,
        )

    def _steering(self) -> Steering:
        """What was asked for; without a frame to be like, the favourite last marked."""
        favourites = self._attendant.vault.favourites
        return self._wish if self._wish.like or not favourites else self._wish.more_like(favourites[-1])

    def _take_advice(self, advice: tuple[Advice, ...], wish: Steering) -> None:
        if wish is not self._asked:
            return  # the customer has asked for something else meanwhile
        self._is_learning = False
        self._advice = {entry.product_id: entry for entry in advice}
        self._ranking = tuple(entry.product_id for entry in advice if entry.is_recommended)
        best = self._frame(self._ranking[0]) if self._ranking else None
        if best is not None and not self._has_chosen:
            self._current = best
            self.loaded.emit()
        self._show()

    def _go_without(self, error: Exception) -> None:
        """The shelf stays in the shop's order; `for you` asks again."""
        del error
        self._is_learning = False

    # what the customer does

    @Slot()
    def reload(self) -> None:
        """Fetches the catalogue again."""
        self._is_busy, self._has_failed = True, False
        self.changed.emit()
        self._errands.run(self._catalogue.all_frames, self._take_frames, self._lose_frames)

    def _take_frames(self, value: object) -> None:
        self._frames = cast(tuple[FrameListing, ...], value)
        self._is_busy = False
        self._current = self._current and self._frame(self._current.product_id)
        if self._current is None:
            self._choose_first()
        self._show()
        self.loaded.emit()

    def _lose_frames(self, error: Exception) -> None:
        del error
        self._is_busy, self._has_failed = False, True
        self.changed.emit()

    @Slot(str)
    def choose(self, product_id: str) -> None:
        """Shows a product, in the colour its card shows."""
        frame = self._frame(product_id)
        if frame is not None:
            self._current = frame
            self._has_chosen = True
            self._announce()

    @Slot(str)
    def chooseVariant(self, sku: str) -> None:  # noqa: N802 - QML's spelling, as below
        """Another colour of the same frame."""
        self.select(sku)

    @Slot(str)
    def showTab(self, tab: str) -> None:  # noqa: N802
        self._tab = Tab(tab)
        if self._tab is Tab.FOR_YOU:
            self._ranking = self._ranking if self._is_learning else ()
            self._ask_again()
        self._show()

    def _ask_again(self) -> None:
        latest = self._attendant.vault.latest
        if latest is not None:
            self.learn(latest)

    @Slot()
    def moreLikeThis(self) -> None:  # noqa: N802
        """Frames like the one that is worn come first."""
        worn = self._worn()
        if worn is not None:
            self._steer(self._wish.more_like(worn.sku))

    @Slot()
    def lighter(self) -> None:
        """Lighter, finer frames come first."""
        self._steer(self._wish.more_light())

    @Slot()
    def bolder(self) -> None:
        """Bolder frames come first."""
        self._steer(self._wish.more_bold())

    def _steer(self, wish: Steering) -> None:
        self._wish = wish
        self._is_learning = False
        self.showTab(Tab.FOR_YOU)

    @Slot()
    def toggleFavourite(self) -> None:  # noqa: N802
        if self._current is not None:
            self._attendant.vault.favour(self._variant(self._current).sku)
            self._show()

    @Slot(str)
    def toggleShape(self, shape: str) -> None:  # noqa: N802
        self._narrow(self._filter.with_shape(FrameShape(shape)))

    @Slot(str)
    def toggleMaterial(self, material: str) -> None:  # noqa: N802
        self._narrow(self._filter.with_material(FrameMaterial(material)))

    @Slot()
    def clearFilter(self) -> None:  # noqa: N802
        self._narrow(Filter())

    def _narrow(self, wanted: Filter) -> None:
        self._filter = wanted
        self._show()

    @Slot(int, int)
    def lookAt(self, first: int, last: int) -> None:  # noqa: N802
        """These cards are in view, counted from 0: their pictures are wanted before the others'."""
        self._in_view = range(first, last + 1)
        self._hurry_pictures()

    # showing

    def _announce(self) -> None:
        assert self._current is not None
        eyewear = self._current.eyewear(self._variant(self._current).sku)
        for listener in self._on_choice:
            listener(self._current.product_id, eyewear)
        self._show()

    def _show(self) -> None:
        self._verdicts = self._newest_verdicts()
        known = Knowledge(self._verdicts, self._ranking, self._attendant.vault.favourites)
        self._shown = list(arrange(self._frames, self._tab, self._filter, known))
        self._model.show([self._row(frame) for frame in self._shown])
        self._hurry_pictures()
        self.changed.emit()

    def _newest_verdicts(self) -> dict[str, FitVerdict]:
        """Of the advice; of the worn glasses what the mirror sees now, so that card and sheet say the same."""
        verdicts = {product_id: advice.verdict for product_id, advice in self._advice.items()}
        worn = self.listing_of(self._worn_fit.sku)
        if worn is not None and self._worn_fit.said is not None and worn[0].product_id in verdicts:
            verdicts[worn[0].product_id] = self._worn_fit.said
        return verdicts

    def _hurry_pictures(self) -> None:
        """Orders pictures of what is in view and what a hand may bring next: a shop may have ten thousand frames."""
        last = self._in_view.stop
        near = [*self._shown[self._in_view.start : last + _AHEAD], *self._shown[:_AHEAD]]
        for frame in near:
            self._order_picture(frame)
        self._shots.small_first([self._variant(frame).sku for frame in near])

    def _order_picture(self, frame: FrameListing) -> None:
        product_id = frame.product_id
        eyewear = frame.eyewear(self._variant(frame).sku)
        url = self._shots.small(eyewear, lambda url: self._model.picture_arrived(product_id, url))
        if url:
            self._model.picture_arrived(product_id, url)

    def _row(self, frame: FrameListing) -> ShelfRow:
        variant = self._variant(frame)
        product_id = frame.product_id
        return ShelfRow(
            productId=product_id,
            name=frame.name,
            brand=frame.brand,
            price=price_text(variant.price, self._words.code),
            verdict=str(self._verdicts.get(product_id, "")),
            shot=self._shots.drawn_small(variant.sku),
            stockNote=self._stock(variant),
            reason=self._reason_of(product_id),
        )

    def _reason_of(self, product_id: str) -> str:
        advice = self._advice.get(product_id)
        return telling_reason(advice.reasons, self._words.words) if advice else ""

    def _variant(self, frame: FrameListing) -> VariantListing:
        advice = self._advice.get(frame.product_id)
        advised = advice.sku if advice and self._tab is Tab.FOR_YOU else None
        wanted = self._colours.get(frame.product_id, advised)
        return next((v for v in frame.variants if v.sku == wanted), None) or first_variant(frame, self._tab)

    def _frame(self, product_id: str) -> FrameListing | None:
        return next((frame for frame in self._frames if frame.product_id == product_id), None)

    def _choose_first(self) -> None:
        self._current = self._frames[0] if self._frames else None

    def _stock(self, variant: VariantListing) -> str:
        key, count = stock_words(variant.in_stock)
        return self._words.say(key, count=count)

    def _worn(self) -> VariantListing | None:
        return self._variant(self._current) if self._current else None

    def _price(self) -> str:
        worn = self._worn()
        return price_text(worn.price, self._words.code) if worn else ""

    def _stock_note(self) -> str:
        worn = self._worn()
        return self._stock(worn) if worn else ""

    def _reason(self) -> str:
        return self._reason_of(self._current.product_id) if self._current else ""

    def _large_shot(self) -> str:
        eyewear = self.current_eyewear
        return self._shots.large(eyewear, lambda _: self.changed.emit()) if eyewear else ""

    def _variants(self) -> list[dict[str, object]]:
        worn = self._worn()
        return [self._swatch(v, v is worn) for v in self._current.variants] if self._current else []

    def _swatch(self, variant: VariantListing, is_current: bool) -> dict[str, object]:
        return {
            "sku": variant.sku,
            "name": variant.colour,
            "stock": self._stock(variant),
            "colour": hex_colour(variant.finish.colour),
            "second": hex_colour(second_colour(variant.finish)),
            "current": is_current,
        }

    def _is_favourite(self) -> bool:
        worn = self._worn()
        return worn is not None and worn.sku in self._attendant.vault.favourites

    def _shape_choices(self) -> list[dict[str, object]]:
        offered = {frame.spec.shape for frame in self._frames}
        return [{"key": s.value, "chosen": s in self._filter.shapes} for s in FrameShape if s in offered]

    def _material_choices(self) -> list[dict[str, object]]:
        return [{"key": m.value, "chosen": m in self._filter.materials} for m in FrameMaterial]

    model = Property(QObject, lambda self: self._model, constant=True)
    count = Property(int, lambda self: len(self._model.rows), notify=changed)
    tab = Property(str, lambda self: str(self._tab), notify=changed)
    busy = Property(bool, lambda self: self._is_busy, notify=changed)
    error = Property(
        str, lambda self: self._words.say("shelf_failed") if self._has_failed else "", notify=changed
    )
    productId = Property(str, lambda self: self._current.product_id if self._current else "", notify=changed)  # noqa: N815
    name = Property(str, lambda self: self._current.name if self._current else "", notify=changed)
    brand = Property(str, lambda self: self._current.brand if self._current else "", notify=changed)
    size = Property(str, lambda self: self._current.boxing_size if self._current else "", notify=changed)
    colour = Property(str, lambda self: self._worn().colour if self._worn() else "", notify=changed)
    price = Property(str, _price, notify=changed)
    stock = Property(str, _stock_note, notify=changed)
    reason = Property(str, _reason, notify=changed)
    verdict = Property(str, lambda self: str(self._worn_fit.said or ""), notify=changed)
    variants = Property(list, _variants, notify=changed)
    canSteer = Property(bool, lambda self: bool(self._advice), notify=changed)  # noqa: N815
    favourite = Property(bool, _is_favourite, notify=changed)
    largeShot = Property(str, _large_shot, notify=changed)  # noqa: N815
    filterCount = Property(int, lambda self: self._filter.count, notify=changed)  # noqa: N815
    shapeChoices = Property(list, _shape_choices, notify=changed)  # noqa: N815
    materialChoices = Property(list, _material_choices, notify=changed)  # noqa: N815
    onlyFitting = Property(  # noqa: N815
        bool,
        lambda self: self._filter.only_fitting,
        lambda self, on: self._narrow(replace(self._filter, only_fitting=on)),
        notify=changed,
    )
    onlyFavourites = Property(  # noqa: N815
        bool,
        lambda self: self._filter.only_favourites,
        lambda self, on: self._narrow(replace(self._filter, only_favourites=on)),
        notify=changed,
    )


def hex_colour(rgb: tuple[float, float, float]) -> str:
    """sRGB parts as QML writes a colour: `#rrggbb`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
