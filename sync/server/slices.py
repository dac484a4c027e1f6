"""All slices of the server, in the order of its description and of its routes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from sync.server.access import routes as access
from sync.server.audit import routes as audit
from sync.server.catalog import routes as catalog
from sync.server.connections import routes as connections
from sync.server.devices import routes as devices
from sync.server.feeds import routes as feeds
from sync.server.places import routes as places
from sync.server.sign_in import routes as sign_in
from sync.server.storefront import routes as storefront
from sync.server.tenants import routes as tenants
from sync.server.try_on import routes as try_on
from sync.server.watch import routes as watch
from sync.server.webhooks import routes as webhooks
from sync.server.welcome import routes as welcome


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the API; `about` introduces it in the description."""

    router: APIRouter
    about: str


# Routes are tried in this order, which takes time: those that machines ask all day come first.
SLICES: tuple[Slice, ...] = (
    Slice(webhooks.router, "Deliveries of the shop platforms."),
    Slice(feeds.router, "What changes for mirrors, by cursor, and what mirrors tell."),
    Slice(sign_in.router, "How people come in, stay in and go."),
    Slice(
        access.router, "People of the company, their roles, what they were granted, where they are signed in."
    ),
    Slice(places.router, "Regions and stores."),
    Slice(
        tenants.router,
        "The company's own record; for the platform: all companies, and looks through broken glass.",
    ),
    Slice(welcome.router, "The page that one-time links lead to."),
    Slice(catalog.router, "What the company sells, for how much, and how many pieces lie where."),
    Slice(storefront.router, "Page templates, the sites built from them, and the one that visitors see."),
    Slice(connections.router, "The online shops the company is joined to."),
    Slice(devices.router, "Mirrors: how they enrol, prove who they are, and are sent away."),
    Slice(try_on.router, "The face-shape question, for staff, mirrors and web pages."),
    Slice(audit.router, "The trail of what was done and refused."),
    Slice(watch.router, "Health and figures of the server itself."),
)
