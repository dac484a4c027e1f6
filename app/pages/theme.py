"""The site's style sheet: a template's own, with the colours, fonts and roundness that were chosen in front."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from app.pages.template_settings import contrast, readable_on
from app.pages.tokens import FONTS

_FILES = {
    "inter": (("Inter", 400, "inter-latin-400-normal.woff2"), ("Inter", 600, "inter-latin-600-normal.woff2")),
    "newsreader": (("Newsreader", 500, "newsreader-latin-500-normal.woff2"),),
}
_COLOURS = ("paper", "surface", "line", "ink", "soft")
PutFile = Callable[[str, str, bytes], str]


def style_sheet(look: Mapping[str, Any], style: str, fonts: Path, put: PutFile) -> tuple[bytes, str]:
    """The whole style sheet, and the address of the font that pages load first (none for system fonts)."""
    faces, first = [], ""
    for name in dict.fromkeys((look["heading_font"], look["text_font"])):
        for family, weight, file in _FILES.get(name, ()):
            address = put(f"assets/{file.removesuffix('.woff2')}", "woff2", (fonts / file).read_bytes())
            faces.append(
                f"@font-face{{font-family:{family};font-weight:{weight};font-display:swap;"
                f'src:url("{address}") format("woff2")}}'
            )
            first = first or address
    return (minified("".join(faces) + _variables(look) + style)).encode(), first


def _variables(look: Mapping[str, Any]) -> str:
    light = "".join(f"--{name}:{look[name]};" for name in _COLOURS)
    dark = "".join(f"--{name}:{look[f'{name}_dark']};" for name in _COLOURS)
    fixed = (
        f"--accent:{look['accent']};--on-accent:{readable_on(look['accent'])};--radius:{look['radius']};"
        f"--heading:{FONTS[look['heading_font']]};--text:{FONTS[look['text_font']]};"
        f"--link:{_line_colour(look['accent'], look['ink'], look['paper'])};"
    )
    dark += f"--link:{_line_colour(look['accent'], look['ink_dark'], look['paper_dark'])};color-scheme:dark;"
    return (
        f":root{{color-scheme:light;{light}{fixed}}}"
        f'@media(prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
        f':root[data-theme="dark"]{{{dark}}}'
    )


def _line_colour(accent: str, ink: str, paper: str) -> str:
    """The accent for lines that mean something, where it can be seen (3:1); else the ink."""
    return accent if contrast(accent, paper) >= 3 else ink


def minified(css: str) -> str:
    """Without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(";}", "}").strip()


def icon(look: Mapping[str, Any]) -> bytes:
    """A pair of glasses on the accent colour, 96x96 PNG."""
    size, finer = 96, 4
    picture = Image.new("RGBA", (size * finer, size * finer), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, size * finer - 1, size * finer - 1), radius=22 * finer, fill=look["accent"])
    ink = readable_on(look["accent"])
    for left in (13, 53):
        draw.ellipse(
            (left * finer, 33 * finer, (left + 30) * finer, 63 * finer), outline=ink, width=6 * finer
        )
    draw.arc((40 * finer, 36 * finer, 56 * finer, 52 * finer), 200, 340, fill=ink, width=6 * finer)
    file = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
