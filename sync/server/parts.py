"""What the server is made of; built in one composition root, found by every route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.access.passwords import Passwords
from app.access.signing import SealingKey
from app.access.tokens import Tokens
from app.bus import Bus
from app.pages.publish.shelf import SiteShelves
from app.ports import SecretStore, WallClock
from app.settings import ServerSettings
from app.store.unit_of_work import ShopStore
from sync.server.faces.service import FaceShapes
from sync.server.health import Health
from sync.server.identity import Identities
from sync.server.intake import Intake
from sync.server.metrics import Metrics
from sync.server.news import News
from sync.server.possession import Possession
from sync.server.sites.workshop import SiteWorkshop
from sync.server.sync_figures import SyncFigures
from sync.server.throttle import Throttle
from sync.server.told_products import ToldProducts


@dataclass(frozen=True, slots=True)
class ServerParts:
    """Everything routes may need. All of it is safe from any thread."""

    store: ShopStore
    bus: Bus
    """What was written by this process is heard here."""
    clock: WallClock
    secrets: SecretStore
    tokens: Tokens
    sealing: SealingKey
    passwords: Passwords
    identities: Identities
    settings: ServerSettings
    door: Throttle
    """Tries to sign in and the like: counted in the database, for all workers."""
    pace: Throttle
    """Requests of one actor or address: counted in this process, which gives out its share of what all may."""
    webhooks: Intake
    sync_figures: SyncFigures
    health: Health
    metrics: Metrics
    possession: Possession
    faces: FaceShapes
    told_products: ToldProducts
    news: News
    shelves: SiteShelves
    workshop: SiteWorkshop


async def parts_of(request: Request) -> ServerParts:
    """Asynchronous, as all that waits for nothing is: else the web framework asks a thread of its pool for it."""
    found: ServerParts = request.app.state.parts
    return found


Parts = Annotated[ServerParts, Depends(parts_of)]
