"""This machine's own shop: the store in its data folder, made and filled with the demo catalogue when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from app.bus import Bus
from app.domain.listing import FrameListing
from app.services.embed_try_on import model_path
from app.services.open_shop import OpenShop, open_shop
from app.settings import Settings
from app.store.address import DATABASE_FILE, SqliteAddress
from app.store.migrate_run import Runner
from app.store.migrate_tree import shop_tree
from app.store.problems import DatabaseProblem
from app.store.progress import Progress
from app.version import program_version
from app.wall_clock import MachineClock
from engine.asset_paths import ASSETS
from engine.eyewear.supplied_models import SuppliedModels
from engine.types import Eyewear

DEMO_CATALOGUE = ASSETS / "catalogue" / "demo.json"


class ShopClosed(Exception):
    """The store cannot be opened; the text says why and what to do."""


class UnknownSku(Exception):
    """No frame of the catalogue has this SKU; the text names the nearest ones."""


@contextmanager
def own_shop(settings: Settings, bus: Bus) -> Iterator[OpenShop]:
    """The shop of this machine, closed at the end. Raises ShopClosed."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        runner = Runner(shop_tree(), program_version(), MachineClock(), _quietly)
        address = SqliteAddress(settings.data_dir / DATABASE_FILE)
        shop = open_shop(address, runner, bus, DEMO_CATALOGUE.read_text("utf-8"))
    except DatabaseProblem as problem:
        raise ShopClosed(str(problem)) from problem
    except OSError as error:
        raise ShopClosed(f"The data folder {settings.data_dir} cannot be used: {error.strerror}.") from error
    try:
        yield shop
    finally:
        shop.close()


def all_frames(settings: Settings) -> tuple[FrameListing, ...]:
    """Every frame of this machine's catalogue, in the shop's order. Raises ShopClosed."""
    with own_shop(settings, Bus()) as shop:
        return shop.catalogue.all_frames()


def glasses(settings: Settings, sku: str) -> Eyewear:
    """The variant with this SKU, ready to put on. Raises UnknownSku and ShopClosed."""
    frames = all_frames(settings)
    for frame in frames:
        if any(variant.sku == sku for variant in frame.variants):
            return frame.eyewear(sku)
    known = [variant.sku for frame in frames for variant in frame.variants]
    near = ", ".join(get_close_matches(sku, known, cutoff=0.3)) or ", ".join(known[:3])
    raise UnknownSku(f"No frame has the SKU {sku}. Near to it: {near}. `varai frames` lists all.")


def model_file(settings: Settings, sku: str) -> Path:
    """Where a supplier's model of this SKU is kept."""
    return settings.data_dir / model_path(sku)


def supplied_models(settings: Settings, frames: tuple[FrameListing, ...]) -> SuppliedModels:
    """The models of these frames, suppliers' own where they were taken in."""
    worn = (frame.eyewear(variant.sku) for frame in frames for variant in frame.variants)
    return SuppliedModels(worn, lambda sku: model_file(settings, sku))


def _quietly(progress: Progress) -> None:
    """The first start takes well under a second; there is nothing to tell."""
    del progress
