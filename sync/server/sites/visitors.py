"""The visitors' door: an ASGI application that shows published sites to whoever asks, and knows no API."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from os import stat_result
from pathlib import Path
from urllib.parse import quote

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.authorise import at_the_door, at_the_front_door
from app.domain.errors import Unknown
from app.domain.storefront import PublishedSite
from app.domain.tenancy import TenantStatus
from app.pages.content_types import CONTENT_TYPES, PACKED_ALREADY, UNKNOWN_CONTENT
from app.pages.publish.shelf import SiteShelf, SiteShelves
from app.store.problems import DatabaseProblem
from app.store.unit_of_work import ShopStore
from sync.server.metrics import Metrics
from sync.server.sites.hosts import SiteHosts
from sync.server.sites.packing import PackedFiles, is_worth_it, wants_gzip
from sync.server.sites.site_files import FOR_EVER, REVALIDATE, BuiltSite, open_site

_ROUTE = "published site"
_NOBODY = "There is no site at this address."
_AWAY = "This site cannot be shown right now. Try again in a minute."
_BARE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "no-store",
}

log = structlog.get_logger("varai.server")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is published at a host, and what was before: open pages still load what they belong to."""

    site: BuiltSite
    former: BuiltSite | None


class VisitorsDoor:
    """Answers GET and HEAD at the hosts of companies."""

    def __init__(self, store: ShopStore, shelves: SiteShelves, hosts: SiteHosts, metrics: Metrics) -> None:
        self._store = store
        self._shelves = shelves
        self._hosts = hosts
        self._metrics = metrics
        self._packed = PackedFiles()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, started_s = Request(scope), time.perf_counter()
        try:
            answer = await run_in_threadpool(self._answer, request)
        except (DatabaseProblem, OSError):
            log.warning("site_not_shown", cause=traceback.format_exc())
            answer = _bare(503, _AWAY, {"Retry-After": "60"})
        except Exception:  # the last resort: logged with its cause, answered without
            log.exception("request_failed", route=_ROUTE)
            answer = _bare(500, "This failed on our side.")
        await answer(scope, receive, send)
        self._metrics.observe(request.method, _ROUTE, answer.status_code, time.perf_counter() - started_s)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return _bare(405, "Only GET and HEAD are answered here.", {"Allow": "GET, HEAD"})
        shown = self._shown_at(request.headers.get("host", ""))
        if shown is None:
            return _bare(404, _NOBODY)
        return self._page(request, shown.site, shown.former)

    def _page(self, request: Request, site: BuiltSite, former: BuiltSite | None) -> Response:
        path = request.scope["path"]
        headers = site.headers(path, is_https=self._hosts.is_https)
        if (file := site.find(path)) is not None:
            return self._send(request, file, headers | {"Cache-Control": _lasting(site, path)})
        if (better := site.better_path(path)) is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return Response(None, 301, headers | {"Location": quote(better) + query})
        if former and former.is_for_ever(path) and (file := former.find(path)) is not None:
            return self._send(request, file, headers | {"Cache-Control": FOR_EVER})
        if (missing := site.missing_page(path)) is not None:
            return self._send(request, missing, headers | {"Cache-Control": REVALIDATE}, 404)
        return _bare(404, _NOBODY)

    def _shown_at(self, host: str) -> _Shown | None:
        slug = self._hosts.slug_at(host)
        if slug is None:
            return None
        try:
            with self._store.reading_directory(at_the_front_door()) as directory:
                tenant = directory.by_slug(slug)
        except Unknown:
            return None
        if tenant.status is not TenantStatus.ACTIVE:
            return None
        with self._store.reading(at_the_door(tenant.id)) as shop:
            site = shop.published_sites.get()
        return _opened(site, self._shelves.of(tenant.id)) if site else None

    def _send(self, request: Request, file: Path, headers: Mapping[str, str], status: int = 200) -> Response:
        """The file; compressed, or nothing but a nod, where the browser says so."""
        state = file.stat()
        is_packable = file.suffix not in PACKED_ALREADY and is_worth_it(state.st_size)
        is_packed = is_packable and wants_gzip(request.headers.get("accept-encoding", ""))
        told = dict(headers) | {"ETag": _etag(state, is_packed=is_packed)}
        if is_packable:
            told["Vary"] = "Accept-Encoding"
        if status == 200 and _seen(request) & {told["ETag"], "*"}:
            return Response(None, 304, told)
        told["Content-Type"] = CONTENT_TYPES.get(file.suffix, UNKNOWN_CONTENT)
        if not is_packed:
            return FileResponse(file, status, told, stat_result=state)
        body = self._packed.packed(file, told["ETag"])
        told |= {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
        return Response(b"" if request.method == "HEAD" else body, status, told)


class BySocket:
    """Leads guests who come in at the port for sites to the sites, and all others to the API."""

    def __init__(self, api: ASGIApp, sites: ASGIApp, sites_port: int) -> None:
        self._api = api
        self._sites = sites
        self._sites_port = sites_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server")
        is_visit = scope["type"] == "http" and server is not None and server[1] == self._sites_port
        await (self._sites if is_visit else self._api)(scope, receive, send)


def _opened(site: PublishedSite, shelf: SiteShelf) -> _Shown | None:
    """Raises OSError where the published build cannot be read."""
    if site.run_id is None:
        return None
    folder = shelf.find(site.run_id)
    if folder is None:
        raise FileNotFoundError(f"The published build {site.run_id} is not on the disk.")
    former = shelf.find(site.former_run_id) if site.former_run_id else None
    return _Shown(open_site(folder), open_site(former) if former else None)


def _bare(status: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that belongs to no site."""
    return PlainTextResponse(words, status, {**_BARE, **(headers or {})})


def _lasting(site: BuiltSite, path: str) -> str:
    return FOR_EVER if site.is_for_ever(path) else REVALIDATE


def _etag(state: stat_result, *, is_packed: bool) -> str:
    return f'"{state.st_mtime_ns:x}-{state.st_size:x}{"-gz" if is_packed else ""}"'


def _seen(request: Request) -> set[str]:
    given = request.headers.get("if-none-match", "")
    return {mark.strip().removeprefix("W/") for mark in given.split(",")}
