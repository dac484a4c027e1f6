"""The composition root of the server: makes its parts of an open database, a clock, a secret store and settings."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from app.access.passwords import Passwords
from app.access.signing import open_sealing_key, open_signing_keys
from app.access.tokens import Holder, Tokens
from app.bus import Bus
from app.pages.publish.shelf import SiteShelves
from app.ports import SecretStore, WallClock
from app.services.recommend_rules import parse_harmony
from app.settings import ServerSettings, default_data_dir
from app.store.connections import Database
from app.store.counters import StoredCounters
from app.store.migrate_tree import shop_tree
from app.store.ready import require_fitting
from app.store.unit_of_work import ShopStore
from engine.asset_paths import ASSETS
from engine.clock import MonotonicClock
from sync.http.client import Line
from sync.http.public_keys import PublicKeys
from sync.server.faces.desk import FaceDesk, StillFaces
from sync.server.faces.service import FaceShapes
from sync.server.health import Health
from sync.server.identity import Identities
from sync.server.intake import Intake
from sync.server.metrics import Metrics
from sync.server.news import News
from sync.server.parts import ServerParts
from sync.server.possession import Possession
from sync.server.sites.bench import site_builder
from sync.server.sites.workshop import SiteWorkshop
from sync.server.sync_figures import SyncFigures
from sync.server.throttle import OwnCounters, Throttle
from sync.server.told_products import ToldProducts

HARMONY = ASSETS / "recommendation" / "harmony.json"


def assemble(
    database: Database,
    clock: WallClock,
    secrets: SecretStore,
    settings: ServerSettings,
    passwords: Passwords | None = None,
    metrics_folder: Path | None = None,
) -> ServerParts:
    """The parts of a server on `database`, which the caller closes. Raises NeedsOwner when its keys cannot be read."""
    bus = Bus()
    store = ShopStore(database, bus, clock)
    tokens = Tokens(open_signing_keys(secrets), clock, settings.public_url)
    shelves = shelves_of(settings)
    return ServerParts(
        store=store,
        bus=bus,
        clock=clock,
        secrets=secrets,
        tokens=tokens,
        sealing=open_sealing_key(secrets),
        passwords=passwords or Passwords(),
        identities=Identities(store, clock),
        settings=settings,
        door=Throttle(StoredCounters(database, clock), clock),
        pace=Throttle(OwnCounters(clock), clock, settings.workers),
        webhooks=Intake(store, secrets, clock, PublicKeys(Line(MonotonicClock(), clock)).get),
        sync_figures=SyncFigures(store, clock),
        health=_health(database, tokens),
        metrics=Metrics(metrics_folder),
        possession=Possession(store, clock, settings.public_url),
        faces=_faces(store),
        told_products=ToldProducts(),
        news=News(store, bus),
        shelves=shelves,
        workshop=workshop_of(store, shelves),
    )


def shelves_of(settings: ServerSettings) -> SiteShelves:
    """Where the sites of companies lie."""
    return SiteShelves(Path(settings.sites_dir) if settings.sites_dir else default_data_dir() / "sites")


def workshop_of(store: ShopStore, shelves: SiteShelves) -> SiteWorkshop:
    return SiteWorkshop(store, shelves, partial(site_builder, shelves.pictures))


def _faces(store: ShopStore) -> FaceShapes:
    """Loads the face mesh when the first picture comes, not before."""
    harmony = parse_harmony(HARMONY.read_text("utf-8"))
    return FaceShapes(store, FaceDesk(_new_tracker), harmony)


def _new_tracker() -> StillFaces:
    from engine.tracking.face_mesh import FaceMeshTracker  # noqa: PLC0415 - takes a second to load

    return FaceMeshTracker()


def _health(database: Database, tokens: Tokens) -> Health:
    tree, nobody = shop_tree(), UUID(int=0)

    def database_answers() -> None:
        with database.reading():
            pass

    def schema_fits() -> None:
        with database.reading() as connection:
            require_fitting(connection, tree)

    def key_signs() -> None:
        signed = tokens.make(Holder.STAFF, nobody, nobody, nobody, 0, timedelta(minutes=1))
        tokens.read(signed, {Holder.STAFF})

    return Health({"database": database_answers, "schema": schema_fits, "signing_key": key_signs})
