"""Paths of products, prices and pieces."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from app.domain.products import ProductStatus
from sync.server.catalog import service
from sync.server.catalog.schemas import (
    ImportBody,
    ImportShown,
    LevelShown,
    MovementBody,
    PricesBody,
    PricesShown,
    ProductBody,
    ProductShown,
)
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.versions import IfMatch, answer

router = APIRouter(prefix="/v1", tags=["catalog"])

_IMPORT_BYTES = 8 << 20
FramesRead = Annotated[Access, requires(Permission.FRAMES_READ)]
FramesWrite = Annotated[Access, requires(Permission.FRAMES_WRITE)]
FramesDelete = Annotated[Access, requires(Permission.FRAMES_DELETE)]
FramesImport = Annotated[Access, requires(Permission.FRAMES_IMPORT)]
PricesWrite = Annotated[Access, requires(Permission.PRICES_WRITE)]
StockRead = Annotated[Access, requires(Permission.STOCK_READ)]
StockAdjust = Annotated[Access, requires(Permission.STOCK_ADJUST)]


@router.get("/products", response_model=Page[ProductShown], responses=PROBLEMS)
def list_products(
    access: FramesRead,
    window: PageWindow,
    parts: Parts,
    status: Annotated[ProductStatus, Query(description="Which ones.")] = ProductStatus.PUBLISHED,
) -> Page[ProductShown]:
    """Products in the shop's order."""
    return service.list_products(parts.store, access, window, status)


@router.post("/products", status_code=201, response_model=ProductShown, responses=CREATE_PROBLEMS)
def add_product(body: ProductBody, access: FramesWrite, once: Once, parts: Parts) -> Response:
    """Add a product."""

    def work() -> Response:
        shown = service.add_product(parts.store, access, body)
        return answer(shown, 201, f"/v1/products/{shown.id}")

    return once.run(access, body, work)


@router.post(
    "/products/import", response_model=ImportShown, responses=CREATE_PROBLEMS, max_body_size=_IMPORT_BYTES
)
def import_products(body: ImportBody, access: FramesImport, once: Once, parts: Parts) -> Response:
    """Bring in up to 500 products by code; nothing is done twice."""
    return once.run(access, body, lambda: answer(service.import_products(parts.store, access, body.products)))


@router.get("/products/{product_id}", response_model=ProductShown, responses=PROBLEMS)
def show_product(product_id: UUID, access: FramesRead, parts: Parts) -> Response:
    """One product."""
    return answer(service.show_product(parts.store, access, product_id))


@router.put("/products/{product_id}", response_model=ProductShown, responses=CHANGE_PROBLEMS)
def change_product(
    product_id: UUID, body: ProductBody, access: FramesWrite, if_match: IfMatch, parts: Parts
) -> Response:
    """Say anew what a product is. Its code stays."""
    return answer(service.change_product(parts.store, access, product_id, body, if_match))


@router.post("/products/{product_id}/archive", response_model=ProductShown, responses=CHANGE_PROBLEMS)
def archive_product(product_id: UUID, access: FramesDelete, if_match: IfMatch, parts: Parts) -> Response:
    """Take a product out of the shop. Its history stays."""
    return answer(service.archive_product(parts.store, access, product_id, if_match))


@router.get("/products/{product_id}/stock", response_model=list[LevelShown], responses=PROBLEMS)
def list_stock(product_id: UUID, access: StockRead, parts: Parts) -> list[LevelShown]:
    """How many pieces lie in my stores."""
    return service.list_stock(parts.store, access, product_id)


@router.post("/prices", response_model=PricesShown, responses=CREATE_PROBLEMS)
def change_prices(body: PricesBody, access: PricesWrite, once: Once, parts: Parts) -> Response:
    """Change prices of several SKUs at once: all, or none."""
    return once.run(access, body, lambda: answer(service.change_prices(parts.store, access, body)))


@router.post("/stock/movements", status_code=201, response_model=LevelShown, responses=CREATE_PROBLEMS)
def move_stock(body: MovementBody, access: StockAdjust, once: Once, parts: Parts) -> Response:
    """Count pieces into a store or out of it. Send an Idempotency-Key, so that it counts once."""
    return once.run(access, body, lambda: answer(service.move_stock(parts.store, access, body), 201))
