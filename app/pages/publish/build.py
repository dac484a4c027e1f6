"""Builds a whole site: plans its pages, renders those whose sources changed, writes those that differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.pages import csp
from app.pages.logo import logo_file
from app.pages.markup import clean_page, own_markup
from app.pages.publish.site_folder import Changes, SiteFolder
from app.pages.sandbox.workers import TemplateWorkers
from app.pages.settings import SiteSettings
from app.pages.shipped import OWN_PAGE, ShippedTemplates
from app.pages.site import indexes
from app.pages.site.addresses import Addresses, unique_slugs
from app.pages.site.contents import Contents
from app.pages.site.frame import shared_data
from app.pages.site.planning import PlannedPage, Planner
from app.pages.site.products import ShopProduct
from app.pages.site.shop import PageAssets, Shop
from app.pages.theme import icon, style_sheet
from app.pages.words import load_words
from app.ports import FrameStudio

Tell = Callable[[int, int], None]
"""(pages looked at, pages in all)."""
TRY_ON_ENTRY = "try-on.js"
_BREATH_S = 0.5
"""How long a page may take before `tell` hears the same again: it may want to stop the build."""


@dataclass(frozen=True)
class BuildOrder:
    """What to build."""

    settings: SiteSettings
    products: Sequence[ShopProduct]
    own_template: str | None = None
    """Text of a tenant's own template; its base's look and parts stay."""


@dataclass(frozen=True)
class BuildReport:
    """What came of it."""

    page_count: int
    rendered_count: int
    changes: Changes
    files: Sequence[str]
    """Of the whole site, as they lie in its folder."""
    notes: tuple[str, ...]
    """For whoever ordered it: what the site goes without."""


class SiteBuilder:
    """Builds sites, one after the other. The workers belong to the caller."""

    def __init__(
        self,
        shipped: ShippedTemplates,
        studio: FrameStudio,
        workers: TemplateWorkers,
        try_on: Path,
        version: str,
    ) -> None:
        self._shipped = shipped
        self._studio = studio
        self._workers = workers
        self._try_on = try_on
        self._version = version

    def build(self, order: BuildOrder, folder: Path, tell: Tell) -> BuildReport:
        """Brings the folder up to date. Raises Refused for settings or a template that cannot be used.

        What `tell` raises stops it within a picture or two, though a page of new frames may take a minute to draw.
        """
        site = _Site(self._shipped, self._studio, order, SiteFolder(folder), self._try_on, self._version)
        shared = {shop.edition.locale: site.shared[shop.edition.locale] for shop in site.shops}
        self._workers.load(self._shipped.parts, shared, self._shipped.own_parts)
        pages = site.pages()
        stale = [page for page in pages if not site.files.is_current(page.file, page.digest.hex())]
        done = len(pages) - len(stale)
        tell(done, len(pages))
        with ThreadPoolExecutor(2 * self._workers.count, thread_name_prefix="page") as threads:
            rendering = [threads.submit(self._render, site, page) for page in stale]
            try:
                for page in rendering:
                    while not wait([page], _BREATH_S).done:
                        tell(done, len(pages))
                    page.result()
                    done += 1
                    tell(done, len(pages))
            except BaseException:
                site.is_given_up = True
                threads.shutdown(cancel_futures=True)
                raise
        site.write_indexes(pages)
        site.files.finish()
        return BuildReport(len(pages), len(stale), site.files.changes, site.files.files(), site.notes)

    def _render(self, site: _Site, page: PlannedPage) -> None:
        assets = _Assets(site)
        data = page.data(assets)
        with self._workers.lent() as worker:
            if site.order.own_template is None:
                text = worker.render_part(f"{site.order.settings.template}/page", page.edition, data)
            else:
                made = worker.render_source(site.order.own_template, page.edition, data)
                body = clean_page(made.decode(), site.order.settings.image_hosts)
                text = worker.render_part(
                    OWN_PAGE, page.edition, {"page": data["page"], "body": own_markup(body)}
                )
        site.files.keep(page.file, page.digest.hex(), text, sorted(assets.files))


class _Site:
    """One site while it is built."""

    def __init__(
        self,
        shipped: ShippedTemplates,
        studio: FrameStudio,
        order: BuildOrder,
        files: SiteFolder,
        try_on: Path,
        version: str,
    ) -> None:
        self.order, self.files = order, files
        self.is_given_up = False
        """Pages under way end with their next picture."""
        self._shipped, self._studio = shipped, studio
        self.root = urlsplit(order.settings.base_url).path.rstrip("/") + "/"
        self._description = shipped.description(order.settings.template)
        has_try_on = (try_on / TRY_ON_ENTRY).is_file()
        self.notes = (
            () if has_try_on else ("The try-on for web pages is not built; pages go without its button.",)
        )
        look = self._description.chosen_look(order.settings.look, order.settings.editions[0].language)
        addresses = self._write_own_files(look, try_on if has_try_on else None)
        self.shops = self._editions(has_try_on, addresses["logo"])
        self.shared = {
            s.edition.locale: shared_data(s, addresses, uses_try_on=has_try_on) for s in self.shops
        }
        self._basis = version + json.dumps(shipped.parts, sort_keys=True) + (order.own_template or "")

    def pages(self) -> list[PlannedPage]:
        found: list[PlannedPage] = []
        for shop in self.shops:
            sections = self._description.chosen_sections(self.order.settings.sections, shop.edition.language)
            contents = Contents(shop, self.shops, sections)
            found += Planner(shop, contents, self._digest(shop)).pages()
        return found

    def write_indexes(self, pages: Sequence[PlannedPage]) -> None:
        """The files beside the pages, each made anew only when something in it changed."""
        for shop in self.shops:
            basis = hashlib.blake2b(self._digest(shop), digest_size=16)
            for product in shop.products:
                basis.update(product.digest)
            made: dict[str, Callable[[Shop, PageAssets], bytes]] = {"frames.json": indexes.frames_index}
            if shop.has_try_on:
                made["try-on-catalogue.json"] = indexes.try_on_catalogue
            for name, make in made.items():
                file = _beside(shop, name)
                if not self.files.is_current(file, basis.hexdigest()):
                    assets = _Assets(self)
                    content = make(shop, assets)
                    self.files.keep(file, basis.hexdigest(), content, sorted(assets.files))
        for name, content in indexes.sitemaps(self.shops, pages).items():
            self._keep(name, content)
        self._keep("robots.txt", indexes.robots(self.shops[0]))

    def _digest(self, shop: Shop) -> bytes:
        """Of all that every page of this edition depends on."""
        parts = (self._basis, json.dumps(self.shared[shop.edition.locale], sort_keys=True))
        settings = self.order.settings.model_dump_json()
        return hashlib.blake2b("\0".join((*parts, settings)).encode(), digest_size=16).digest()

    def _editions(self, has_try_on: bool, logo_address: str) -> list[Shop]:
        settings, products = self.order.settings, self.order.products
        slugs = unique_slugs((p.id, f"{p.content.brand} {p.content.name}") for p in products)
        return [
            Shop(
                settings,
                edition,
                load_words(self._shipped.words_folder, edition),
                Addresses(self.root, edition, is_first=at == 0),
                products,
                slugs,
                self._studio,
                has_try_on,
                self._description.chosen_look(settings.look, edition.language),
                logo_address,
            )
            for at, edition in enumerate(settings.editions)
        ]

    def _write_own_files(self, look: Mapping[str, Any], try_on: Path | None) -> dict[str, str]:
        """Style, script, fonts, icon, try-on and headers; returns the addresses that pages need."""

        def put(name: str, ending: str, content: bytes) -> str:
            return self.root + self.files.put(name, ending, content)

        logo = self.order.settings.logo
        style, font = style_sheet(
            look, self._shipped.style(self.order.settings.template), self._shipped.fonts_folder, put
        )
        addresses = {
            "style": put("assets/site", "css", style),
            "script": put("assets/site", "js", self._shipped.script),
            "icon": put("assets/icon", "png", icon(look)),
            "font": font,
            "logo": put("assets/logo", "webp", logo_file(logo)) if logo else "",
            "try_on": f"{self.root}{self._write_try_on(try_on)}/{TRY_ON_ENTRY}" if try_on else "",
        }
        folders = [
            f"{'' if at == 0 else edition.locale.lower() + '/'}glasses/"
            for at, edition in enumerate(self.order.settings.editions)
        ]
        hosts = self.order.settings.image_hosts
        for name, text in csp.header_files(hosts, self.root, folders if try_on else ()).items():
            self._keep(name, text.encode())
        return addresses

    def _write_try_on(self, folder: Path) -> str:
        """Copies the built try-on as it is, into a folder named by its content."""
        contents = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in {".ts", ".map"}
        }
        mark = hashlib.blake2b(digest_size=5)
        for name, content in contents.items():
            mark.update(name.encode() + content)
        place = f"try-on/{mark.hexdigest()}"
        for name, content in contents.items():
            self._keep(f"{place}/{name}", content)
        return place

    def _keep(self, file: str, content: bytes) -> None:
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        if not self.files.is_current(file, digest):
            self.files.keep(file, digest, content)


class _GivenUp(Exception):
    """Nobody waits for this page any more."""


class _Assets:
    """Keeps files for one page, and notes which it shows."""

    def __init__(self, site: _Site) -> None:
        self._site = site
        self.files: set[str] = set()

    def put(self, name: str, ending: str, content: bytes) -> str:
        if self._site.is_given_up:
            raise _GivenUp
        file = self._site.files.put(name, ending, content)
        self.files.add(file)
        return self._site.root + file

    def show(self, addresses: Iterable[str]) -> None:
        self.files.update(address.removeprefix(self._site.root) for address in addresses)


def _beside(shop: Shop, name: str) -> str:
    """Where a data file of this edition lies in the folder."""
    return shop.addresses.page(name).removeprefix(shop.addresses.root)
