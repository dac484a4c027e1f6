"""Everything a visit produced, in one place and in memory only, so that one call can forget all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.types import ByteArray, FaceMeasures, FaceShape, MirrorState
from ui.kiosk.measuring import Sheet

LOOKS_KEPT = 4
"""How many looks can be compared side by side."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture the customer kept: these glasses, as they looked at that moment."""

    look_id: int
    product_id: str
    sku: str
    state: MirrorState
    picture: ByteArray | None = None
    """(height, width, 3) RGB, drawn at the pose all kept looks share; None until it is drawn."""


class SessionVault:
    """Owns what must not outlive a visit. Used by the main thread only."""

    def __init__(self) -> None:
        self._next_id = 1
        self.wipe()

    def wipe(self) -> None:
        """Forgets everything of the visit, at once."""
        self.looks: tuple[Look, ...] = ()
        self.favourites: tuple[str, ...] = ()
        self.frozen: MirrorState | None = None
        self.latest: MirrorState | None = None
        self.shape: FaceShape | None = None
        self.measures: FaceMeasures | None = None
        self.worn_sku: str | None = None
        self.sheet: Sheet | None = None

    @property
    def is_empty(self) -> bool:
        kept = (self.frozen, self.latest, self.shape, self.measures, self.worn_sku, self.sheet)
        return not self.looks and not self.favourites and all(value is None for value in kept)

    def remember(self, state: MirrorState) -> None:
        """Takes the newest state; what was learnt of the face stays while the face is out of sight."""
        self.latest = state
        if state.face is not None:
            self.shape = state.face.shape or self.shape
            self.measures = state.face.measures or self.measures

    def keep(self, product_id: str, sku: str, state: MirrorState) -> Look:
        """Keeps a look; the oldest goes when four are kept already, and a second of the same SKU replaces the first."""
        look = Look(self._next_id, product_id, sku, state)
        self._next_id += 1
        others = tuple(kept for kept in self.looks if kept.sku != sku)
        self.looks = (*others, look)[-LOOKS_KEPT:]
        return look

    def show(self, look_id: int, picture: ByteArray) -> None:
        """Stores the drawn picture of a look that is still kept."""
        self.looks = tuple(
            replace(look, picture=picture) if look.look_id == look_id else look for look in self.looks
        )

    def drop(self, look_id: int) -> None:
        self.looks = tuple(look for look in self.looks if look.look_id != look_id)

    def picture_of(self, look_id: int) -> ByteArray | None:
        return next((look.picture for look in self.looks if look.look_id == look_id), None)

    def favour(self, sku: str) -> bool:
        """Marks or unmarks a favourite; tells whether it is one now."""
        if sku in self.favourites:
            self.favourites = tuple(kept for kept in self.favourites if kept != sku)
            return False
        self.favourites = (*self.favourites, sku)
        return True
