"""Which frames suit a face, best first: size decides, then shape, colour, stock and variety. Pure, deterministic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.services.recommend_colour import lightness, skin_warmth
from app.services.recommend_rules import FACES
from app.services.recommend_size import SizeFit, size_fit
from app.services.recommend_table import CatalogueTable, IntArray
from engine.types import FaceMeasures, FaceShape, FloatArray, Rgb

_SIZE, _SHAPE, _COLOUR = 0.45, 0.25, 0.20
"""What the parts are worth within one class of size."""
_OUT_OF_STOCK = 0.15
_UNDERTONE, _CONTRAST = 0.6, 0.4
_CONTRAST_RANGE = 50.0
"""Difference in L* between the contrasts of a face and of a frame on it at which they no longer match."""
_CONVENTION = 0.25
"""Say of a face shape named by rule only: it was never validated."""
_BOLDER = 0.5
"""Worth of one tap on `bolder`, times boldness."""
_LIKE = 0.6
"""Worth of being just like the frame the customer liked."""
_LIKE_SIZE_MM, _LIKE_COLOUR = 8.0, 30.0
_VARIED = 10
_CONSIDERED = 200
_SAME_DESIGN, _SAME_SHAPE, _SAME_MATERIAL, _SAME_COLOUR = 0.30, 0.05, 0.02, 0.02
"""What a further frame loses for each like it among those already chosen for the first ten."""
_SAME_COLOUR_DE = 15.0


@dataclass(frozen=True, slots=True)
class Wearer:
    """Who is to wear the frame; what is unknown or not agreed to stays None and counts for nothing."""

    measures: FaceMeasures
    shape: FaceShape | None = None
    skin: Rgb | None = None
    hair: Rgb | None = None


@dataclass(frozen=True, slots=True)
class Steering:
    """What the customer asked for while looking."""

    bolder: int = 0
    """Taps on `bolder` less taps on `lighter`."""
    like: str | None = None
    """SKU of the frame to show more like."""

    def more_bold(self) -> Steering:
        return replace(self, bolder=self.bolder + 1)

    def more_light(self) -> Steering:
        return replace(self, bolder=self.bolder - 1)

    def more_like(self, sku: str) -> Steering:
        return replace(self, like=sku)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """All variants for one wearer, best first, and the parts their places come from."""

    table: CatalogueTable
    wearer: Wearer
    order: IntArray
    """Rows of the table, best first."""
    score: FloatArray
    """By row; comparable within one size class."""
    size: SizeFit
    voices: FloatArray
    """By rule of the harmony: what it says to this face."""
    shape: FloatArray
    """By row, -1 to 1: how well the outline suits the face."""
    colour: FloatArray
    """By row, -1 to 1."""
    likeness: FloatArray
    """By row, 0 to 1: to the frame the customer liked."""

    @property
    def skus(self) -> tuple[str, ...]:
        return tuple(self.table.skus[row] for row in self.order.tolist())

    @property
    def product_ids(self) -> tuple[str, ...]:
        """Each frame once, where its best colour stands."""
        return tuple(dict.fromkeys(self.table.product_ids[row] for row in self.order.tolist()))


def rank(table: CatalogueTable, wearer: Wearer, steering: Steering | None = None) -> Ranking:
    """The whole catalogue for one wearer. The order of the catalogue's rows plays no part."""
    wish = steering or Steering()
    size = size_fit(table, wearer.measures)
    voices = _voices(table, wearer.shape)
    shape = np.clip(voices @ table.rules, -1.0, 1.0)
    colour, likeness = _colour(table, wearer), _likeness(table, wish.like)
    score = _SIZE * size.score + _SHAPE * shape + _COLOUR * colour + _LIKE * likeness
    score = score + _BOLDER * wish.bolder * table.boldness - _OUT_OF_STOCK * ~table.in_stock
    order = _with_variety(table, size.size_class, score)
    return Ranking(table, wearer, order, score, size, voices, shape, colour, likeness)


def shape_weights(shape: FaceShape) -> FloatArray:
    """How much each shape of `FACES` counts: its confidence; a shape by convention takes a share."""
    weights = np.array([dict(shape.ranking).get(face, 0.0) for face in FACES])
    if shape.by_convention is not None:
        weights *= 1.0 - _CONVENTION
        weights[FACES.index(shape.by_convention)] += _CONVENTION
    return weights


def _voices(table: CatalogueTable, shape: FaceShape | None) -> FloatArray:
    """(rules,): what each rule says of the frames it speaks of, to this face."""
    if shape is None:
        return np.zeros(len(table.harmony.rules))
    voices: FloatArray = shape_weights(shape) @ table.harmony.voices()
    return voices


def _colour(table: CatalogueTable, wearer: Wearer) -> FloatArray:
    if wearer.skin is None:
        return np.zeros(len(table.skus))
    tone = skin_warmth(wearer.skin) * table.warmth
    if wearer.hair is None:
        return _UNDERTONE * tone
    skin_light = lightness(wearer.skin)
    of_face = abs(skin_light - lightness(wearer.hair))
    of_frame = np.abs(skin_light - table.lightness)
    match = 1.0 - 2.0 * np.minimum(np.abs(of_face - of_frame) / _CONTRAST_RANGE, 1.0)
    mixed: FloatArray = _UNDERTONE * tone + _CONTRAST * match
    return mixed


def _likeness(table: CatalogueTable, sku: str | None) -> FloatArray:
    row = None if sku is None else table.row_of(sku)
    if row is None:
        return np.zeros(len(table.skus))
    wider = np.abs(table.front_width_mm - table.front_width_mm[row]) / _LIKE_SIZE_MM
    apart = np.linalg.norm(table.colours_lab - table.colours_lab[row], axis=1) / _LIKE_COLOUR
    like: FloatArray = (
        0.4 * (table.shape == table.shape[row])
        + 0.2 * (table.material == table.material[row])
        + 0.2 * np.exp(-(wider**2))
        + 0.2 * np.exp(-(apart**2))
    )
    like[row] = 0.0
    return like


def _with_variety(table: CatalogueTable, size_class: IntArray, score: FloatArray) -> IntArray:
    """Rows by size class, then score; the first ten re-chosen so that they differ among themselves."""
    order: IntArray = np.lexsort((-score, size_class))
    chosen: list[int] = []
    left, worth = order[:_CONSIDERED], score[order[:_CONSIDERED]].copy()
    while left.size and len(chosen) < _VARIED:
        best_class = size_class[left] == size_class[left].min()
        pick = int(np.where(best_class, worth, -np.inf).argmax())
        row = int(left[pick])
        chosen.append(row)
        left, worth = np.delete(left, pick), np.delete(worth, pick)
        worth -= _sameness(table, left, row)
    taken = np.zeros(len(score), dtype=np.bool_)
    taken[chosen] = True
    return np.concatenate([np.array(chosen, dtype=np.intp), order[~taken[order]]])


def _sameness(table: CatalogueTable, rows: IntArray, chosen: int) -> FloatArray:
    apart = np.linalg.norm(table.colours_lab[rows] - table.colours_lab[chosen], axis=1)
    lost: FloatArray = (
        _SAME_DESIGN * (table.design[rows] == table.design[chosen])
        + _SAME_SHAPE * (table.shape[rows] == table.shape[chosen])
        + _SAME_MATERIAL * (table.material[rows] == table.material[chosen])
        + _SAME_COLOUR * (apart < _SAME_COLOUR_DE)
    )
    return lost
