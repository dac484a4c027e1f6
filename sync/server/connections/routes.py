"""Paths of connections."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from sync.server.connections import service
from sync.server.connections.schemas import (
    ConnectionBody,
    ConnectionChange,
    ConnectionShown,
    KeysBody,
    LocationsShown,
)
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.versions import IfMatch, answer, nothing

router = APIRouter(prefix="/v1/connections", tags=["connections"])

ConnectionsRead = Annotated[Access, requires(Permission.CONNECTIONS_READ)]
ConnectionsManage = Annotated[Access, requires(Permission.CONNECTIONS_MANAGE)]
ConnectionsDelete = Annotated[Access, requires(Permission.CONNECTIONS_DELETE)]


@router.get("", response_model=Page[ConnectionShown], responses=PROBLEMS)
def list_connections(access: ConnectionsRead, window: PageWindow, parts: Parts) -> Page[ConnectionShown]:
    """The joined shops, first joined first."""
    return service.list_connections(parts, access, window)


@router.post("", status_code=201, response_model=ConnectionShown, responses=CREATE_PROBLEMS)
def add_connection(body: ConnectionBody, access: ConnectionsManage, once: Once, parts: Parts) -> Response:
    """Join a shop. Its keys go into the secret store and are never shown again."""

    def work() -> Response:
        shown = service.join(parts, access, body)
        return answer(shown, 201, f"/v1/connections/{shown.id}")

    return once.run(access, body, work)


@router.get("/{connection_id}", response_model=ConnectionShown, responses=PROBLEMS)
def show_connection(connection_id: UUID, access: ConnectionsRead, parts: Parts) -> Response:
    """One joined shop."""
    return answer(service.show_connection(parts, access, connection_id))


@router.get("/{connection_id}/locations", response_model=LocationsShown, responses=CREATE_PROBLEMS)
def show_locations(connection_id: UUID, access: ConnectionsManage, parts: Parts) -> LocationsShown:
    """The shop's places of stock, asked from the platform now, and which store of ours each is."""
    return service.show_locations(parts, access, connection_id)


@router.put("/{connection_id}", response_model=ConnectionShown, responses=CHANGE_PROBLEMS)
def change_connection(
    connection_id: UUID, body: ConnectionChange, access: ConnectionsManage, if_match: IfMatch, parts: Parts
) -> Response:
    """Rename a connection, pause it, change who wins, or say which place of stock is which store."""
    return answer(service.change(parts, access, connection_id, body, if_match))


@router.put("/{connection_id}/keys", response_model=ConnectionShown, responses=CHANGE_PROBLEMS)
def change_keys(
    connection_id: UUID, body: KeysBody, access: ConnectionsManage, if_match: IfMatch, parts: Parts
) -> Response:
    """Give a joined shop other keys. They are tried at the shop first; when it refuses them, the old ones stay."""
    return answer(service.change_keys(parts, access, connection_id, body, if_match))


@router.delete("/{connection_id}", status_code=204, responses=CHANGE_PROBLEMS)
def remove_connection(
    connection_id: UUID, access: ConnectionsDelete, if_match: IfMatch, parts: Parts
) -> Response:
    """Part with a shop: end our webhooks there and forget its keys."""
    service.part(parts, access, connection_id, if_match)
    return nothing()
