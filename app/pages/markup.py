"""Markup from outside, cleaned; and the tag by which clean markup travels to the page worker unescaped.

`clean_text` is for what shops and platforms write (descriptions, notices), `clean_page` for what a tenant's own
template makes. Both repeat until nothing changes any more: a single pass can leave what a second would remove.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from typing import NewType
from urllib.parse import SplitResult, urlsplit

import nh3

from app.pages.sandbox.rendering import MARKUP_KEY

CleanMarkup = NewType("CleanMarkup", dict[str, str])
"""Markup that needs no escaping. Made by this module, and by `own_markup` from texts of our own making."""

_MOST_PASSES = 8
_TEXT_TAGS = {
    "p", "br", "hr", "strong", "b", "em", "i", "u", "s", "small", "sub", "sup", "blockquote", "q", "ul", "ol", "li",
    "dl", "dt", "dd", "h2", "h3", "h4", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "a", "img",
    "span", "div", "abbr", "time",
}  # fmt: skip
_PAGE_TAGS = _TEXT_TAGS | {
    "main", "header", "footer", "nav", "section", "article", "aside", "figure", "figcaption", "h1", "h5", "h6",
    "address", "button", "form", "label", "input", "select", "option", "textarea", "fieldset", "legend", "details",
    "summary", "output", "picture", "source", "varai-try-on", "svg", "g", "path", "circle", "ellipse", "rect", "line",
    "text", "mark", "del", "ins", "data", "search", "hgroup",
}  # fmt: skip
_TEXT_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
    "abbr": {"title"},
}
_DRAWN = {
    "class", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "fill", "stroke",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "text-anchor", "transform", "opacity",
    "font-size", "fill-opacity", "fill-rule",
}  # fmt: skip
_PAGE_ATTRIBUTES = {
    **_TEXT_ATTRIBUTES,
    "*": {"class", "id", "lang", "dir", "hidden", "role", "tabindex", "title", "translate"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding", "fetchpriority"},
    "source": {"srcset", "sizes", "type", "media"},
    "a": {"href", "hreflang", "download"},
    "form": {"action", "method", "enctype"},
    "label": {"for"},
    "button": {"type", "disabled", "value", "name"},
    "input": {"type", "name", "value", "required", "checked", "disabled", "autocomplete", "min", "max", "maxlength",
              "placeholder", "inputmode", "list"},
    "select": {"name", "required", "disabled", "autocomplete"},
    "option": {"value", "selected", "disabled"},
    "textarea": {"name", "required", "rows", "maxlength", "placeholder", "autocomplete"},
    "details": {"open"},
    "data": {"value"},
    "output": {"for"},
    "varai-try-on": {"sku", "product-id", "name", "brand", "boxing", "price", "url", "model", "catalogue", "notice",
                     "label", "variant", "size", "variants", "disabled"},
    "svg": {"viewBox", "width", "height", "focusable", "preserveAspectRatio"},
    **dict.fromkeys(("g", "path", "circle", "ellipse", "rect", "line", "text"), _DRAWN),
}  # fmt: skip
_ADDRESSES = {"href", "src", "action", "srcset", "url", "model", "catalogue", "notice"}
_SCHEMES = {"https", "http", "mailto", "tel"}
_HIDDEN = {"script", "style", "template", "noscript", "iframe", "object", "title", "textarea", "xmp", "math"}
"""Elements whose content goes with them."""


def own_markup(text: str) -> CleanMarkup:
    """Markup that our own code made from escaped parts, such as a drawing."""
    return CleanMarkup({MARKUP_KEY: text})


def clean_text(text: str, image_hosts: Collection[str] = ()) -> CleanMarkup:
    """A description as safe markup: simple text elements, links away, pictures of the allowed hosts only."""
    attributes = {**_TEXT_ATTRIBUTES, "*": {"lang", "dir"}}

    def keep(_tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return value if _is_picture(value, image_hosts) else None
        return value if attribute != "href" or _is_link(value) else None

    cleaned = _to_the_end(
        text,
        lambda dirty: _without_empty_pictures(
            nh3.clean(
                dirty,
                tags=_TEXT_TAGS,
                attributes=attributes,
                attribute_filter=keep,
                clean_content_tags=_HIDDEN,
                url_schemes=_SCHEMES,
                link_rel="noopener noreferrer nofollow",
            )
        ),
    )
    return own_markup(cleaned)


def clean_page(text: str, image_hosts: Collection[str] = ()) -> str:
    """What a tenant's own template made, with nothing left in it that could run, frame, or call elsewhere."""

    def keep(_tag: str, attribute: str, value: str) -> str | None:
        if attribute not in _ADDRESSES:
            return value
        if attribute == "href":
            return value if _is_link(value) or _is_local(value) else None
        if attribute == "action":
            return value if _is_local(value) or value.startswith("mailto:") else None
        if attribute in {"src", "srcset"} and _is_picture(value, image_hosts):
            return value
        return value if all(_is_local(part) for part in value.split(",")) else None

    return _to_the_end(
        text,
        lambda dirty: nh3.clean(
            dirty,
            tags=_PAGE_TAGS,
            attributes=_PAGE_ATTRIBUTES,
            attribute_filter=keep,
            clean_content_tags=_HIDDEN - {"textarea"},
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer",
            generic_attribute_prefixes={"data-", "aria-"},
        ),
    )


def plain_text(markup: str, most: int) -> str:
    """The words of some markup on one line, cut at a word: for descriptions in search results."""
    words = html.unescape(nh3.clean(markup, tags=set(), clean_content_tags=_HIDDEN)).split()
    line = ""
    for word in words:
        if len(line) + len(word) + 1 > most:
            return f"{line}…" if line else word[:most]
        line = f"{line} {word}".strip()
    return line


def _to_the_end(text: str, clean: Callable[[str], str]) -> str:
    for _ in range(_MOST_PASSES):
        cleaned = clean(text)
        if cleaned == text:
            return text
        text = cleaned
    return html.escape(text)


def _without_empty_pictures(text: str) -> str:
    """Without the pictures whose address was taken away."""
    return re.sub(r"<img(?![^>]*\ssrc=)[^>]*>", "", text)


def _is_picture(address: str, hosts: Collection[str]) -> bool:
    """HTTPS from an allowed host, and no SVG: that could carry more than a picture."""
    parts = _split(address)
    return (
        parts.scheme == "https"
        and parts.netloc in hosts
        and not parts.path.lower().endswith((".svg", ".svgz"))
    )


def _is_link(address: str) -> bool:
    return _split(address).scheme in _SCHEMES


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")


def _is_local(address: str) -> bool:
    """A place within the site: one slash, a fragment or a question, never another host."""
    return bool(re.match(r"(/(?![/\\])|#|\?|$)", address.strip())) and "\\" not in address
