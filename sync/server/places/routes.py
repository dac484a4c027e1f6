"""Paths of regions and stores."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from app.domain.tenancy import StoreStatus
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.places import service
from sync.server.places.schemas import RegionBody, RegionShown, StoreBody, StoreShown
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.versions import IfMatch, answer, nothing

router = APIRouter(prefix="/v1", tags=["places"])

RegionsRead = Annotated[Access, requires(Permission.REGIONS_READ)]
RegionsWrite = Annotated[Access, requires(Permission.REGIONS_WRITE)]
RegionsDelete = Annotated[Access, requires(Permission.REGIONS_DELETE)]
StoresRead = Annotated[Access, requires(Permission.STORES_READ)]
StoresCreate = Annotated[Access, requires(Permission.STORES_CREATE)]
StoresUpdate = Annotated[Access, requires(Permission.STORES_UPDATE)]
StoresArchive = Annotated[Access, requires(Permission.STORES_ARCHIVE)]


@router.get("/regions", response_model=Page[RegionShown], responses=PROBLEMS)
def list_regions(access: RegionsRead, window: PageWindow, parts: Parts) -> Page[RegionShown]:
    """All regions, by name."""
    return service.list_regions(parts.store, access, window)


@router.post("/regions", status_code=201, response_model=RegionShown, responses=CREATE_PROBLEMS)
def add_region(body: RegionBody, access: RegionsWrite, once: Once, parts: Parts) -> Response:
    """Make a region."""
    return once.run(access, body, lambda: _made(service.add_region(parts.store, access, body), "regions"))


@router.get("/regions/{region_id}", response_model=RegionShown, responses=PROBLEMS)
def show_region(region_id: UUID, access: RegionsRead, parts: Parts) -> Response:
    """One region."""
    return answer(service.show_region(parts.store, access, region_id))


@router.put("/regions/{region_id}", response_model=RegionShown, responses=CHANGE_PROBLEMS)
def change_region(
    region_id: UUID, body: RegionBody, access: RegionsWrite, if_match: IfMatch, parts: Parts
) -> Response:
    """Rename a region."""
    return answer(service.change_region(parts.store, access, region_id, body, if_match))


@router.delete("/regions/{region_id}", status_code=204, responses=CHANGE_PROBLEMS)
def remove_region(region_id: UUID, access: RegionsDelete, if_match: IfMatch, parts: Parts) -> Response:
    """Remove a region that no store lies in."""
    service.remove_region(parts.store, access, region_id, if_match)
    return nothing()


@router.get("/stores", response_model=Page[StoreShown], responses=PROBLEMS)
def list_stores(access: StoresRead, window: PageWindow, parts: Parts) -> Page[StoreShown]:
    """The stores I can see, by code."""
    return service.list_stores(parts.store, access, window)


@router.post("/stores", status_code=201, response_model=StoreShown, responses=CREATE_PROBLEMS)
def add_store(body: StoreBody, access: StoresCreate, once: Once, parts: Parts) -> Response:
    """Make a store."""
    return once.run(access, body, lambda: _made(service.add_store(parts.store, access, body), "stores"))


@router.get("/stores/{store_id}", response_model=StoreShown, responses=PROBLEMS)
def show_store(store_id: UUID, access: StoresRead, parts: Parts) -> Response:
    """One store."""
    return answer(service.show_store(parts.store, access, store_id))


@router.put("/stores/{store_id}", response_model=StoreShown, responses=CHANGE_PROBLEMS)
def change_store(
    store_id: UUID, body: StoreBody, access: StoresUpdate, if_match: IfMatch, parts: Parts
) -> Response:
    """Change a store's name, code, place or region."""
    return answer(service.change_store(parts.store, access, store_id, body, if_match))


@router.post("/stores/{store_id}/archive", response_model=StoreShown, responses=CHANGE_PROBLEMS)
def archive_store(store_id: UUID, access: StoresArchive, if_match: IfMatch, parts: Parts) -> Response:
    """Close a store for good. Its history stays."""
    return answer(service.set_status(parts.store, access, store_id, StoreStatus.ARCHIVED, if_match))


@router.post("/stores/{store_id}/reopen", response_model=StoreShown, responses=CHANGE_PROBLEMS)
def reopen_store(store_id: UUID, access: StoresArchive, if_match: IfMatch, parts: Parts) -> Response:
    """Open an archived store again."""
    return answer(service.set_status(parts.store, access, store_id, StoreStatus.OPEN, if_match))


def _made(shown: RegionShown | StoreShown, kind: str) -> Response:
    return answer(shown, 201, f"/v1/{kind}/{shown.id}")
