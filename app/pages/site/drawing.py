"""Drawings of a frame as SVG: its front for cards without a picture, and its boxing sizes with their numbers.

Everything in them is a number or a word of ours; they carry no style, so that they stand under any policy.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import escape

from app.pages.markup import CleanMarkup, own_markup
from app.pages.site.products import hex_colour
from engine.types import FrameFinish, FrameMaterial, FrameSpec, Pattern, RimStyle

Outline = tuple[tuple[float, float], ...]
"""Of the lens on the picture's right, mm from the middle of its box, y up."""

_INK = "#14161a"


@lru_cache(maxsize=16384)
def front(spec: FrameSpec, outline: Outline, finish: FrameFinish | None, label: str) -> CleanMarkup:
    """The front of the frame in its colour, seen straight on."""
    half = spec.front_width_mm / 2 + 3
    up, down = spec.lens_height_mm / 2 + 8, spec.lens_height_mm / 2 + 8
    colour = hex_colour(finish.colour) if finish else _INK
    box = f"{-half:.1f} {-up:.1f} {2 * half:.1f} {up + down:.1f}"
    return own_markup(
        f'<svg viewBox="{box}" role="img" aria-label="{escape(label)}" class="frame-drawing" focusable="false">'
        f"{_glasses(spec, outline, colour, finish)}</svg>"
    )


def _glasses(spec: FrameSpec, outline: Outline, colour: str, finish: FrameFinish | None) -> str:
    middle = spec.bridge_mm / 2 + spec.lens_width_mm / 2
    rim = 0.0 if spec.rim is RimStyle.RIMLESS else max(spec.rim_thickness_mm, 1.4)
    is_metal = finish is not None and finish.material is not FrameMaterial.ACETATE
    width = 1.6 if is_metal else rim
    second = hex_colour(finish.second_colour) if finish and finish.pattern is Pattern.TORTOISE else ""
    lenses = "".join(_lens(outline, side * middle, side, colour, width, second) for side in (-1, 1))
    high = spec.lens_height_mm * 0.16
    bridge = (
        f'<path d="M{-spec.bridge_mm / 2 - 1:.1f} {-high:.1f}Q0 {-high - spec.bridge_mm * 0.3:.1f} '
        f'{spec.bridge_mm / 2 + 1:.1f} {-high:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{max(width, 1.8):.1f}" stroke-linecap="round"/>'
    )
    ends = "".join(_end(spec, side, colour, max(width, 1.8)) for side in (-1, 1))
    return lenses + bridge + ends


def _lens(outline: Outline, x: float, side: int, colour: str, width: float, second: str) -> str:
    path = (
        "M"
        + "L".join(f"{x + side * px:.1f} {-py:.1f}" for px, py in outline[:: max(1, len(outline) // 40)])
        + "Z"
    )
    rim = f'<path d="{path}" fill="#8fa3ad" fill-opacity=".14" stroke="{colour}" stroke-width="{width or 0.8:.1f}"/>'
    if not second:
        return rim
    return rim + (
        f'<path d="{path}" fill="none" stroke="{second}" stroke-width="{width * 0.55:.1f}" '
        f'stroke-dasharray="5 9 3 12 7 8" stroke-linecap="round" opacity=".7"/>'
    )


def _end(spec: FrameSpec, side: int, colour: str, width: float) -> str:
    inner = side * (spec.bridge_mm / 2 + spec.lens_width_mm)
    outer = side * (spec.front_width_mm / 2)
    high = spec.lens_height_mm * 0.28
    return (
        f'<path d="M{inner:.1f} {-high:.1f}L{outer:.1f} {-high - 1.5:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:.1f}" stroke-linecap="round"/>'
    )


def sizes(spec: FrameSpec, outline: Outline, label: str) -> CleanMarkup:
    """Lens width, lens height, bridge, front width and temple, each with its line and its number."""
    half, high = spec.front_width_mm / 2, spec.lens_height_mm / 2
    left, right = spec.bridge_mm / 2, spec.bridge_mm / 2 + spec.lens_width_mm
    below = high + 16
    parts = [
        f'<g fill="none" stroke="currentColor" stroke-width="1.1">{_plain_glasses(spec, outline)}</g>',
        '<g class="dimension" fill="none" stroke="currentColor" stroke-width=".5">',
        _across(left, right, -high - 10),
        _across(-left, left, below - 6),
        _across(-half, half, below + 8),
        f'<path d="M{-half - 8:.1f} {-high:.1f}V{high:.1f}m-2 0h4M{-half - 10:.1f} {-high:.1f}h4"/>',
        _temple(spec.temple_mm, below + 34),
        _across(-spec.temple_mm / 2, spec.temple_mm / 2, below + 56),
        "</g>",
        '<g class="dimension-text" fill="currentColor" font-size="7.5" text-anchor="middle">',
        _number((left + right) / 2, -high - 13, spec.lens_width_mm),
        _number(0, below - 9, spec.bridge_mm),
        _number(0, below + 16, spec.front_width_mm),
        _number(-half - 17, 2.5, spec.lens_height_mm),
        _number(0, below + 65, spec.temple_mm),
        "</g>",
    ]
    wide = max(half + 28, spec.temple_mm / 2 + 6)
    box = f"{-wide:.0f} {-high - 24:.0f} {2 * wide:.0f} {2 * high + 112:.0f}"
    return own_markup(
        f'<svg viewBox="{box}" role="img" aria-label="{escape(label)}" class="size-drawing" focusable="false">'
        + "".join(parts)
        + "</svg>"
    )


def _plain_glasses(spec: FrameSpec, outline: Outline) -> str:
    middle = spec.bridge_mm / 2 + spec.lens_width_mm / 2
    high = spec.lens_height_mm * 0.16
    lenses = "".join(_outline_path(outline, side * middle, side) for side in (-1, 1))
    ends = "".join(
        f'<path d="M{side * (spec.bridge_mm / 2 + spec.lens_width_mm):.1f} {-spec.lens_height_mm * 0.28:.1f}'
        f'L{side * spec.front_width_mm / 2:.1f} {-spec.lens_height_mm * 0.28 - 1.5:.1f}"/>'
        for side in (-1, 1)
    )
    left, right = -spec.bridge_mm / 2, spec.bridge_mm / 2
    bridge = f'<path d="M{left:.1f} {-high:.1f}Q0 {-high - 6:.1f} {right:.1f} {-high:.1f}"/>'
    return lenses + bridge + ends


def _outline_path(outline: Outline, x: float, side: int) -> str:
    points = outline[:: max(1, len(outline) // 48)]
    return '<path d="M' + "L".join(f"{x + side * px:.1f} {-py:.1f}" for px, py in points) + 'Z"/>'


def _temple(length_mm: float, y: float) -> str:
    path = f"M{-length_mm / 2:.1f} {y:.1f}H{length_mm / 2 - 30:.1f}q22 0 30 14"
    return f'<path d="{path}" stroke-width="2.2" stroke-linecap="round"/>'


def _across(start: float, end: float, y: float) -> str:
    return f'<path d="M{start:.1f} {y - 2:.1f}v4M{start:.1f} {y:.1f}H{end:.1f}m0 -2v4"/>'


def _number(x: float, y: float, millimetres: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{millimetres:.0f}</text>'
