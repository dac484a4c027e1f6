"""Answers a customer's choices from memory: which frames, in which order, and how many each choice would leave.

Columns of small numbers, one entry a frame or a variant, as column stores keep them. Pure, built once for a revision
of the catalogue, then only read, from any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.domain.finding import Facets, FramePlace, FrameQuery, PriceBand, size_band
from app.services.word_index import WordIndex, words_of
from app.store.repositories.listings import ListedVariant
from engine.types import FrameSpec

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Choice = TypeVar("Choice")

PRICE_EDGES_MINOR = (10_000, 20_000, 30_000, 50_000)
PRICE_BANDS = tuple(map(PriceBand, (0, *PRICE_EDGES_MINOR), (*PRICE_EDGES_MINOR, None)))
_NAME, _BRAND, _COLOUR, _REST = 4.0, 3.0, 2.0, 1.5
"""How much it tells when a word of the query stands there."""


class Column:
    """One property of every frame or every variant, as numbers of its values."""

    def __init__(self, values: Sequence[Any]) -> None:
        numbers: dict[Any, int] = {}
        codes = [numbers.setdefault(value, len(numbers)) for value in values]
        self.codes: Codes = np.array(codes, np.int32)
        self.choices = list(numbers)

    def among(self, wanted: frozenset[Any]) -> Flags:
        """Which entries have one of the wanted values; all when none is named."""
        if not wanted:
            return np.ones(len(self.codes), bool)
        is_wanted = np.array([choice in wanted for choice in self.choices], bool)
        return is_wanted[self.codes] if len(is_wanted) else np.zeros(0, bool)


@dataclass(frozen=True, slots=True)
class FoundFrame:
    """A frame by its product and size."""

    product_id: UUID
    size: str
    place: FramePlace


@dataclass(frozen=True, slots=True)
class Found:
    """A page of frames, how many there are on all pages, and whether this is the last one."""

    frames: tuple[FoundFrame, ...]
    total: int
    is_last: bool


class FrameIndex:
    """All frames of a shop that customers can find, in the shop's order."""

    def __init__(self, listed: Iterable[ListedVariant]) -> None:
        variants = list(listed)
        frames = [list(group) for _, group in groupby(variants, key=lambda v: (v.product_id, v.size))]
        first = [group[0] for group in frames]
        self._frames = [(v.position, v.product_id, v.size) for v in first]
        self._owner: Codes = np.repeat(np.arange(len(frames)), [len(g) for g in frames]).astype(np.int32)
        self._by_frame = {
            "shapes": Column([v.shape for v in first]),
            "sizes": Column([size_band(_front_width_mm(v)) for v in first]),
            "brands": Column([v.brand for v in first]),
        }
        self._by_variant = {
            "materials": Column([v.material for v in variants]),
            "colours": Column([v.colour_family for v in variants]),
        }
        self._prices = np.array([v.price_minor for v in variants], np.int64)
        bands = np.searchsorted(PRICE_EDGES_MINOR, self._prices, side="right")
        self._bands = Column([PRICE_BANDS[band] for band in bands])
        self._words = WordIndex([_weighted_words(group) for group in frames])

    def find(self, query: FrameQuery, limit: int, behind: FramePlace | None = None) -> Found:
        """At most `limit` frames from behind a place, best first, then in the shop's order."""
        ranks = self._ranks(query)
        wanted = self._wanted_frames(query) & self._owners_of(self._wanted_variants(query))
        places = np.flatnonzero(wanted & (ranks > 0))
        ordered = places[np.argsort(-ranks[places], kind="stable")]
        start = 0 if behind is None else self._start(ordered, ranks, behind)
        page = ordered[start : start + limit]
        is_last = start + limit >= len(ordered)
        return Found(tuple(self._found(place, ranks) for place in page), len(ordered), is_last)

    def facets(self, query: FrameQuery) -> Facets:
        """For each choice, the frames it would leave together with all choices of the other kinds."""
        worded = self._ranks(query) > 0
        variants = self._wanted_variants(query)
        sold = self._owners_of(variants) & worded
        by_frame = {
            name: _counts(column, column.codes[self._wanted_frames(query, but=name) & sold])
            for name, column in self._by_frame.items()
        }
        frames = self._wanted_frames(query) & worded
        by_variant = {
            name: self._frames_with(column, self._wanted_variants(query, but=name) & frames[self._owner])
            for name, column in self._by_variant.items()
        }
        priced = self._wanted_variants(query, but="prices") & frames[self._owner]
        prices = self._frames_with(self._bands, priced)
        return Facets(**by_frame, **by_variant, prices=prices)

    def _ranks(self, query: FrameQuery) -> npt.NDArray[np.float32]:
        if not words_of(query.words):
            return np.ones(len(self._frames), np.float32)
        return self._words.ranks(query.words)

    def _wanted_frames(self, query: FrameQuery, but: str = "") -> Flags:
        wanted = np.ones(len(self._frames), bool)
        for name, column in self._by_frame.items():
            if name != but:
                wanted &= column.among(getattr(query, name))
        return wanted

    def _wanted_variants(self, query: FrameQuery, but: str = "") -> Flags:
        wanted = np.ones(len(self._owner), bool)
        for name, column in self._by_variant.items():
            if name != but:
                wanted &= column.among(getattr(query, name))
        if but != "prices":
            least = 0 if query.least_minor is None else query.least_minor
            wanted &= self._prices >= least
            if query.most_minor is not None:
                wanted &= self._prices <= query.most_minor
        return wanted

    def _owners_of(self, variants: Flags) -> Flags:
        owners = np.zeros(len(self._frames), bool)
        owners[self._owner[variants]] = True
        return owners

    def _frames_with(self, column: Column, variants: Flags) -> dict[Any, int]:
        """Frames by their variants' values, each frame counted once a value."""
        seen = np.zeros((len(column.choices), len(self._frames)), bool)
        seen[column.codes[variants], self._owner[variants]] = True
        return {c: int(n) for c, n in zip(column.choices, seen.sum(axis=1), strict=True) if n}

    def _start(
        self, ordered: npt.NDArray[np.intp], ranks: npt.NDArray[np.float32], behind: FramePlace
    ) -> int:
        """The first place behind one that may itself be gone meanwhile."""
        end = (-behind.rank, behind.position, UUID(behind.product_id), behind.size)
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if (-float(ranks[ordered[middle]]), *self._frames[ordered[middle]]) > end:
                high = middle
            else:
                low = middle + 1
        return low

    def _found(self, place: int, ranks: npt.NDArray[np.float32]) -> FoundFrame:
        position, product_id, size = self._frames[place]
        return FoundFrame(product_id, size, FramePlace(float(ranks[place]), position, str(product_id), size))


def _counts(column: Column, codes: Codes) -> dict[Any, int]:
    counts = np.bincount(codes, minlength=len(column.choices))
    return {choice: int(count) for choice, count in zip(column.choices, counts, strict=True) if count}


def _front_width_mm(variant: ListedVariant) -> float:
    spec = FrameSpec(
        variant.shape,
        variant.lens_width_mm,
        lens_height_mm=variant.lens_width_mm,  # the front's width does not depend on it
        bridge_mm=variant.bridge_mm,
        temple_mm=0,
        rim=variant.rim,
        rim_thickness_mm=variant.rim_thickness_mm,
        end_piece_mm=variant.end_piece_mm,
    )
    return spec.front_width_mm


def _weighted_words(variants: Sequence[ListedVariant]) -> Mapping[str, float]:
    first = variants[0]
    texts = [
        (_REST, _words_of_choices(first.shape, *{variant.material for variant in variants})),
        *((_COLOUR, f"{variant.colour} {variant.colour_family.value}") for variant in variants),
        (_BRAND, first.brand),
        (_NAME, first.name),
    ]
    return {word: weight for weight, text in texts for word in words_of(text)}


def _words_of_choices(*choices: Enum) -> str:
    return " ".join(str(choice.value) for choice in choices)
