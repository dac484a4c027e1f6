"""The web try-on as built from this checkout; building it again costs nothing when nothing changed."""

from __future__ import annotations

import fcntl
import html
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.domain.listing import FrameListing
from engine.eyewear.glb_export import frame_glb
from tests.fakes.demo_frames import demo_frames
from tests.web.clips import demo_pictures, write_clip
from tests.web.site import Site, serving

ROOT = Path(__file__).resolve().parents[2]
WEB_SOURCES = ROOT / "assets" / "web"
NODE = ROOT / ".venv" / "bin" / "node"


@pytest.fixture(scope="session")
def web_bundle() -> Path:
    """The folder a site copies."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run([ROOT / "packaging" / "web.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "build" / "web"


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
"""No connection of the browser's own; WebGL by software where there is no graphics card."""


Launch = Callable[..., Browser]


@pytest.fixture(scope="module")
def launch() -> Iterator[Launch]:
    """Starts Debian's Chromium without a window, with flags of its own."""
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def launched(*flags: str) -> Browser:
            args = [*CHROMIUM_FLAGS, *flags]
            started.append(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=args))
            return started[-1]

        yield launched
        for browser in started:
            browser.close()


def product_page(element: str, language: str = "en") -> bytes:
    """A product page around the element."""
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script type="module" src="/try-on/try-on.js"></script></head><body><main><h1>Elmwood</h1>{element}</main></body>
</html>""".encode()


def element_for(listing: FrameListing, **attributes: str) -> str:
    """The element as a generated page writes it."""
    variants = [
        {"sku": v.sku, "colour": v.colour, "model": f"/models/{v.sku}.glb", "price": "€149.00"}
        for v in listing.variants
    ]
    said = {"sku": listing.variants[0].sku, "product-id": listing.product_id, "name": listing.name}
    said |= {"brand": listing.brand, "boxing": listing.boxing_size, "price": "€149.00"}
    said |= {"variants": json.dumps(variants), **attributes}
    attributes_text = " ".join(f'{name}="{html.escape(value)}"' for name, value in said.items())
    return f"<varai-try-on {attributes_text}></varai-try-on>"


@pytest.fixture(scope="session")
def elmwood() -> FrameListing:
    return next(frame for frame in demo_frames() if frame.name == "Elmwood")


@pytest.fixture(scope="session")
def site(web_bundle: Path, elmwood: FrameListing) -> Iterator[Site]:
    """A shop with one product. Connections are not kept open, so that no thread outlives its test."""
    pages = {f"/models/{v.sku}.glb": frame_glb(elmwood.eyewear(v.sku)) for v in elmwood.variants}
    pages["/product.html"] = product_page(element_for(elmwood))
    pages["/harness.html"] = (
        b'<!doctype html><html lang="en"><title>Harness</title><link rel="icon" href="data:,">'
        b'<link rel="stylesheet" href="/harness.css"><script type="module" src="/harness.js"></script>'
        b'<div id="view"></div></html>'
    )
    pages["/harness.css"] = (
        b"body{margin:0}#view{position:relative;width:100vw;height:60vh}canvas{width:100%;height:100%}"
    )
    pages["/harness.js"] = (Path(__file__).parent / "harness.js").read_bytes()
    with serving(Site({"try-on": web_bundle}, pages)) as served:
        yield served


@pytest.fixture(scope="session")
def picture():
    """A demo customer from the front."""
    return demo_pictures(0, (0,))[0][0]


@pytest.fixture(scope="module")
def browser(launch, picture, tmp_path_factory) -> Browser:
    """Its fake camera shows the demo customer."""
    clip = write_clip(tmp_path_factory.mktemp("clip") / "customer.mjpeg", [picture], 10)
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    return launch(*flags)
