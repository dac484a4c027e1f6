"""Products made of hostile markup, and a browser page that notes whatever of it runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Dialog, Request

from app.domain.money import Money
from app.domain.products import FrameSize, Price, ProductContent, ProductImage, VariantContent
from app.pages.site.products import ShopProduct
from engine.types import FrameShape, FrameSpec
from tests.fakes.pages import HAVANA, product_of

_EVENTS = (
    "click",
    "mouseover",
    "mouseenter",
    "focus",
    "toggle",
    "animationend",
    "transitionend",
    "pointerdown",
    "paste",
)


def hostile_products(markup: Sequence[str]) -> list[ShopProduct]:
    """A product for each text, with it in every field, as far as the field takes it."""
    return [_product(at, _kept(text)) for at, text in enumerate(markup)]


def _kept(text: str) -> str:
    return "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff") or "x"


def _product(at: int, text: str) -> ShopProduct:
    spec = FrameSpec(FrameShape.PANTO, 50, 42, 19, 145)
    size = text[:40]
    variant = VariantContent(
        f"{text[:110]}{at}", text[:80], (Price(Money(18900, "EUR")),), size, finish=HAVANA
    )
    return product_of(
        ProductContent(
            code=f"{at} {text[:100]}", name=text[:200], brand=text[:120], variants=(variant,),
            sizes=(FrameSize(size, spec),), description=text[:20_000],
            images=(ProductImage(text[:2000], text[:1000]), ProductImage("https://evil.example/x.png", text[:1000])),
        )
    )  # fmt: skip


class Watched:
    """Opens pages, fires events at everything in them, and notes dialogs and calls to other hosts."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.ran: list[str] = []
        self._address = address
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self._page.on("dialog", self._dialog)
        self._page.on("request", self._request)

    def product_paths(self, site: Path) -> list[str]:
        folders = (site / "glasses").iterdir()
        return [
            f"glasses/{f.name}/"
            for f in folders
            if f.is_dir() and 'class="page-product"' in (f / "index.html").read_text("utf-8")
        ]

    def visit(self, path: str) -> None:
        self._path = path
        self._page.goto(f"{self._address}/{path}", wait_until="load")
        self._page.evaluate(
            """events => {
                const runs = element => /^javascript:/i.test(element?.href ?? "");
                addEventListener("click", event => {
                    if (!runs(event.target.closest?.("a"))) event.preventDefault();
                });
                addEventListener("submit", event => event.preventDefault());
                for (const element of document.querySelectorAll("main *")) {
                    for (const name of events) {
                        element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
                    }
                    if (runs(element)) element.click();
                }
            }""",
            list(_EVENTS),
        )

    def close(self) -> None:
        self._context.close()

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"{self._path}: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.ran.append(f"{self._path}: asked {request.url}")
