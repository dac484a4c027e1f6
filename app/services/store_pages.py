"""Generates store pages from the catalogue, publishes and exports them: by right, on record, one tenant's alone."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from app.domain.access import Permission
from app.domain.errors import Unknown
from app.domain.exchange import Platform, ReferenceKind
from app.domain.products import Product
from app.domain.storefront import GeneratedStore, GenerationStatus, PageTemplate, TemplateVersion
from app.domain.tenancy import TenantScope
from app.pages.publish.archive import write_archive
from app.pages.publish.build import BuildOrder, BuildReport, SiteBuilder, Tell
from app.pages.settings import SiteSettings
from app.pages.shipped import ShippedTemplates
from app.pages.site.products import ShopProduct
from app.services.audited_act import Act, Acting, allowed, audited
from app.services.page_templates import base_of
from app.store.repositories.listings import ShopPlace
from app.store.unit_of_work import Repositories, ShopStore

PREVIEWED = 24
"""Frames of a site that is only looked at."""
_PAGE = 500
_KIND = "generated_store"
_CHECKOUTS = {"shopify": Platform.SHOPIFY, "woocommerce": Platform.WOOCOMMERCE}


@dataclass(frozen=True, slots=True)
class Generated:
    """A run and what it built."""

    run_id: UUID
    report: BuildReport


class StorePages:
    """Builds one site at a time; the caller sees to that."""

    def __init__(self, store: ShopStore, builder: SiteBuilder, shipped: ShippedTemplates) -> None:
        self._store = store
        self._builder = builder
        self._shipped = shipped

    def generate(self, acting: Acting, settings: SiteSettings, folder: Path, tell: Tell) -> Generated:
        """Brings `folder` up to date with the catalogue. `settings.template` is a shipped one, or the tenant's own.

        Raises Refused without the right or for settings that cannot be used, Unknown for a template that is not there.
        """
        act = Act(Permission.STORES_GENERATE, "stores:generate", _KIND, None, {"name": settings.name})
        with audited(self._store, acting, act) as scope:
            version = self._store.write(scope, lambda shop: self._template(shop, settings.template)).result
            run = self._store.write(scope, lambda shop: _start(shop, acting, settings, version)).result
            try:
                report = self._build(scope, settings, version, folder, tell)
            except BaseException as problem:
                self._finish(scope, run, GenerationStatus.FAILED, 0, str(problem)[:1000])
                raise
            self._finish(scope, run, GenerationStatus.COMPLETED, report.page_count)
            return Generated(run.id, report)

    def preview(self, acting: Acting, settings: SiteSettings, folder: Path, tell: Tell) -> BuildReport:
        """As `generate`, with the first frames only and no run kept: to look at while one chooses."""
        act = Act(Permission.STORES_GENERATE, "stores:preview", _KIND)
        scope = allowed(self._store, acting, act)
        version = self._store.write(scope, lambda shop: self._template(shop, settings.template)).result
        return self._build(scope, settings, version, folder, tell, PREVIEWED)

    def export(self, acting: Acting, folder: Path, archive: Path) -> int:
        """The built site as a ZIP, the same bytes for the same site; returns how many files it holds."""
        act = Act(Permission.PAGES_EXPORT, "pages:export", _KIND)
        with audited(self._store, acting, act):
            return write_archive(folder, archive)

    def publish(self, acting: Acting, folder: Path, place: Path) -> None:
        """Puts the built site where a web server serves it from, whole or not at all."""
        act = Act(Permission.PAGES_PUBLISH, "pages:publish", _KIND)
        with audited(self._store, acting, act):
            _replace(folder, place)

    def _build(
        self,
        scope: TenantScope,
        settings: SiteSettings,
        version: TemplateVersion,
        folder: Path,
        tell: Tell,
        most_products: int | None = None,
    ) -> BuildReport:
        base = base_of(version, self._shipped.names)
        own = None if version.source == untouched(base) else version.source
        with self._store.reading(scope) as shop:
            products = list(islice(read_products(shop, settings.basket.kind), most_products))
        return self._builder.build(BuildOrder(replace_template(settings, base), products, own), folder, tell)

    def _template(self, shop: Repositories, slug: str) -> TemplateVersion:
        """The newest text of the tenant's template; a shipped one is taken up on its first use."""
        for template in shop.templates.all():
            if template.slug == slug:
                return shop.templates.version(template.id, template.newest_version)
        if slug not in self._shipped.names:
            raise Unknown(f"There is no page template {slug!r}.")
        template = PageTemplate(shop.new_id(), slug, self._shipped.description(slug).name, 1)
        first = TemplateVersion(template.id, 1, untouched(slug), {"base": slug}, None, shop.moment)
        shop.templates.add(template, first)
        return first

    def _finish(
        self, scope: TenantScope, run: GeneratedStore, status: GenerationStatus, pages: int, reason: str = ""
    ) -> None:
        self._store.write(scope, lambda shop: shop.generated_stores.finish(run.id, status, pages, reason))


def untouched(base: str) -> str:
    """The text of a tenant's template that is still the shipped one."""
    return f'{{% extends "{base}/body" %}}\n'


def replace_template(settings: SiteSettings, base: str) -> SiteSettings:
    return settings.model_copy(update={"template": base})


def read_products(shop: Repositories, basket_kind: str) -> Iterator[ShopProduct]:
    """Every published product that is sold, in the shop's order, with its pieces in all shops together."""
    platform = _CHECKOUTS.get(basket_kind)
    names = shop.references.external_ids(platform, ReferenceKind.VARIANT) if platform else {}
    place: ShopPlace | None = None
    while page := shop.products.page(_PAGE, place):
        pieces = _pieces(shop, page)
        yield from (_product(product, pieces, names) for product in page if product.content.variants)
        place = ShopPlace(page[-1].content.position, page[-1].id)


def _pieces(shop: Repositories, page: tuple[Product, ...]) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    for level in shop.stock.levels([variant for product in page for _, variant in product.variant_ids]):
        counts[level.variant_id] = counts.get(level.variant_id, 0) + level.on_hand
    return counts


def _product(product: Product, pieces: Mapping[UUID, int], names: Mapping[UUID, str]) -> ShopProduct:
    counts = {sku: max(0, pieces.get(variant, 0)) for sku, variant in product.variant_ids}
    checkout = {
        sku: names[variant].rsplit("/", 1)[-1] for sku, variant in product.variant_ids if variant in names
    }
    known = f"{product.id} {product.revision} {sorted(counts.items())} {sorted(checkout.items())}"
    digest = hashlib.blake2b(known.encode(), digest_size=16).digest()
    return ShopProduct(str(product.id), product.content, counts, checkout, digest)


def _start(
    shop: Repositories, acting: Acting, settings: SiteSettings, version: TemplateVersion
) -> GeneratedStore:
    run = GeneratedStore(
        shop.new_id(), settings.name, version.template_id, version.number, settings.model_dump(mode="json"),
        GenerationStatus.STARTED, shop.moment, acting.actor.user_id,
    )  # fmt: skip
    shop.generated_stores.start(run)
    return run


def _replace(folder: Path, place: Path) -> None:
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(folder, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
