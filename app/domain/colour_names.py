"""How a frame looks whose shop says no more than a colour's name: `Havana`, `Mattschwarz`, `dorado`."""

from __future__ import annotations

import re
import unicodedata

from engine.types import FrameFinish, FrameMaterial, Pattern, Rgb

_BLACK: Rgb = (0.03, 0.03, 0.04)
_TORTOISE = FrameFinish(FrameMaterial.ACETATE, (0.42, 0.22, 0.08), Pattern.TORTOISE, (0.10, 0.05, 0.03))
_CRYSTAL = FrameFinish(FrameMaterial.ACETATE, (0.90, 0.91, 0.92), Pattern.CRYSTAL)
_METALS: tuple[tuple[Rgb, str], ...] = (
    ((0.83, 0.66, 0.35), "gold golden dorado dore or oro"),
    ((0.78, 0.78, 0.79), "silver silber plata plateado argent argente chrome chrom"),
    ((0.36, 0.36, 0.38), "gunmetal gun"),
    ((0.80, 0.56, 0.46), "rosegold rose-gold roségold"),
    ((0.55, 0.38, 0.24), "bronze bronce copper kupfer cobre cuivre"),
)
_COLOURS: tuple[tuple[Rgb, str], ...] = (
    (_BLACK, "black schwarz negro noir mattschwarz onyx ebony"),
    ((0.92, 0.92, 0.90), "white weiss blanco blanc ivory elfenbein marfil ivoire"),
    ((0.45, 0.45, 0.47), "grey gray grau gris smoke rauch humo fume anthracite anthrazit antracita"),
    ((0.25, 0.14, 0.08), "brown braun marron brun chocolate schokolade cafe cognac honey honig miel caramel"),
    ((0.55, 0.07, 0.08), "red rot rojo rouge burgundy burgund bordeaux burdeos wine weinrot"),
    ((0.85, 0.45, 0.53), "pink rosa rose rosé blush"),
    ((0.87, 0.42, 0.10), "orange naranja"),
    ((0.90, 0.76, 0.20), "yellow gelb amarillo jaune"),
    ((0.10, 0.32, 0.17), "green grün gruen verde vert olive oliv oliva khaki"),
    ((0.09, 0.17, 0.42), "blue blau azul bleu navy marine marino dunkelblau petrol teal turquoise türkis"),
    ((0.34, 0.14, 0.42), "purple violet lila violett morado violeta plum pflaume aubergine"),
    ((0.80, 0.70, 0.55), "beige nude champagne champagner sand taupe"),
)
_TORTOISE_WORDS = "tortoise havana havanna havane tortuga carey ecaille schildpatt turtle tokio"
_CRYSTAL_WORDS = "crystal clear transparent kristall cristal klar transparente translucent"


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()


def _table(rows: tuple[tuple[Rgb, str], ...]) -> dict[str, Rgb]:
    return {word: rgb for rgb, words in rows for word in _plain(words).split()}


_METAL_WORDS = _table(_METALS)
_COLOUR_WORDS = _table(_COLOURS)
_TORTOISES = frozenset(_plain(_TORTOISE_WORDS).split())
_CRYSTALS = frozenset(_plain(_CRYSTAL_WORDS).split())


def finish_of_name(colour: str, material: FrameMaterial | None = None) -> FrameFinish:
    """A finish for a colour's name in English, German, Spanish or French.

    A name that says nothing known gives black acetate or silver metal: a stand-in until the shop says how it looks.
    """
    words = re.findall(r"[a-z-]+", _plain(colour))
    if material is not FrameMaterial.METAL:
        if not _TORTOISES.isdisjoint(words):
            return _TORTOISE
        if not _CRYSTALS.isdisjoint(words):
            return _tinted_crystal(words)
    rgb, is_metallic = _first_colour(words)
    chosen = material or (FrameMaterial.METAL if is_metallic else FrameMaterial.ACETATE)
    stand_in = _METALS[1][0] if chosen is FrameMaterial.METAL else _BLACK
    return FrameFinish(chosen, rgb or stand_in)


def _first_colour(words: list[str]) -> tuple[Rgb | None, bool]:
    for word in words:
        if word in _METAL_WORDS:
            return _METAL_WORDS[word], True
        if word in _COLOUR_WORDS:
            return _COLOUR_WORDS[word], False
    return None, False


def _tinted_crystal(words: list[str]) -> FrameFinish:
    rgb, _ = _first_colour(words)
    if rgb is None:
        return _CRYSTAL
    red, green, blue = (0.5 + part / 2 for part in rgb)
    return FrameFinish(FrameMaterial.ACETATE, (red, green, blue), Pattern.CRYSTAL)
