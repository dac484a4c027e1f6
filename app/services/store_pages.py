"""Builds ordered store pages from the catalogue, exports them: by right, on record, one tenant's alone."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from uuid import UUID

from app.domain.access import Permission
from app.domain.audit import AuditResult
from app.domain.errors import Refused, ShopError, Unknown
from app.domain.exchange import Platform, ReferenceKind
from app.domain.products import Product
from app.domain.storefront import GeneratedStore, GenerationStatus, TemplateVersion
from app.domain.tenancy import TenantScope
from app.pages.publish.archive import write_archive
from app.pages.publish.build import BuildOrder, BuildReport, SiteBuilder, Tell
from app.pages.settings import SiteSettings
from app.pages.shipped import ShippedTemplates
from app.pages.site.products import ShopProduct
from app.services.audited_act import Act, Acting, allowed, audited, note_act
from app.services.page_templates import base_of
from app.services.site_orders import GENERATED_STORE, SiteOrders, generating, template_text, untouched
from app.store.repositories.listings import ShopPlace
from app.store.unit_of_work import Repositories, ShopStore

PREVIEWED = 24
"""Frames of a site that is only looked at."""
_PAGE = 500
_LONGEST_REASON = 1000
_CHECKOUTS = {"shopify": Platform.SHOPIFY, "woocommerce": Platform.WOOCOMMERCE}


SITE_LOCK = "site"
"""Held by who builds a company's site: one at a time, in all programs and on all machines."""


class Interrupted(Exception):
    """Whoever builds is asked to stop; the run waits for somebody else."""


class Cancelled(Refused):
    """Somebody cancelled the run while it was built."""


@dataclass(frozen=True, slots=True)
class Generated:
    """A run and what it built."""

    run_id: UUID
    report: BuildReport


class StorePages:
    """Builds what was ordered. Not for several threads at once."""

    def __init__(self, store: ShopStore, builder: SiteBuilder, shipped: ShippedTemplates) -> None:
        self._store = store
        self._builder = builder
        self._shipped = shipped

    def generate(self, acting: Acting, settings: SiteSettings, folder: Path, tell: Tell) -> Generated:
        """Orders a site and brings `folder` up to date with the catalogue at once; for a machine of its own.

        Raises Refused without the right, for settings that cannot be used, or while another program builds it;
        Unknown for a template that is not there.
        """
        scope = allowed(self._store, acting, generating(settings.name))
        with self._store.alone(scope, SITE_LOCK) as is_alone:
            if not is_alone:
                raise Refused("A site of this shop is being built already. Try again when that is done.")
            self._store.write(scope, _end_what_was_left)
            run = SiteOrders(self._store, self._shipped).order(acting, settings)
            return Generated(run.id, self.carry_out(acting, run, folder, tell))

    def carry_out(
        self,
        acting: Acting,
        run: GeneratedStore,
        folder: Path,
        tell: Tell,
        keep: Callable[[BuildReport], None] = lambda _report: None,
    ) -> BuildReport:
        """Builds an ordered site into `folder`, has it kept, and writes down how it ended. Call it under SITE_LOCK.

        Raises what the building raises; Interrupted where `tell` does, which ends nothing.
        """
        act = generating(run.name, run.id)
        scope = allowed(self._store, acting, act)
        self._store.write(scope, lambda shop: shop.generated_stores.begin(run.id))
        try:
            report = self._build_ordered(scope, run, folder, tell)
            keep(report)
        except Interrupted:
            self._store.write(scope, lambda shop: shop.generated_stores.put_back(run.id))
            raise
        except Cancelled:
            raise
        except BaseException as problem:
            self.give_up(acting, run, failure_words(problem))
            raise
        self._end(scope, acting, act, GenerationStatus.COMPLETED, report.page_count)
        return report

    def give_up(self, acting: Acting, run: GeneratedStore, reason: str) -> None:
        """The run has failed, in words for whoever ordered it."""
        act = generating(run.name, run.id)
        self._end(allowed(self._store, acting, act), acting, act, GenerationStatus.FAILED, 0, reason)

    def preview(
        self, acting: Acting, settings: SiteSettings, folder: Path, tell: Tell, text: str | None = None
    ) -> BuildReport:
        """As `generate`, with the first frames only and no run kept: to look at while one chooses.

        `text` is a template's that is not saved yet. Raises TemplateRefused for one that cannot be used.
        """
        act = Act(Permission.STORES_GENERATE, "stores:preview", GENERATED_STORE)
        scope = allowed(self._store, acting, act)
        version = self._store.write(
            scope, lambda shop: template_text(shop, self._shipped, settings.template)
        ).result
        if text is not None:
            version = replace(version, source=text)
        return self._build(scope, settings, version, folder, tell, PREVIEWED)

    def export(self, acting: Acting, folder: Path, archive: Path) -> int:
        """The built site as a ZIP, the same bytes for the same site; returns how many files it holds."""
        act = Act(Permission.PAGES_EXPORT, "pages:export", GENERATED_STORE)
        with audited(self._store, acting, act):
            return write_archive(folder, archive)

    def publish(self, acting: Acting, folder: Path, place: Path) -> None:
        """Puts the built site where a web server serves it from, whole or not at all."""
        act = Act(Permission.PAGES_PUBLISH, "pages:publish", GENERATED_STORE)
        with audited(self._store, acting, act):
            _replace(folder, place)

    def _build_ordered(
        self, scope: TenantScope, run: GeneratedStore, folder: Path, tell: Tell
    ) -> BuildReport:
        with self._store.reading(scope) as shop:
            version = shop.templates.version(run.template_id, run.template_version)
        telling = _Telling(self._store, scope, run.id, tell)
        return self._build(scope, SiteSettings.model_validate(run.settings), version, folder, telling)

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

    def _end(
        self,
        scope: TenantScope,
        acting: Acting,
        act: Act,
        status: GenerationStatus,
        pages: int,
        reason: str = "",
    ) -> None:
        run_id, result = act.object_id, AuditResult(status.value)
        assert run_id is not None

        def work(shop: Repositories) -> None:
            shop.generated_stores.finish(run_id, status, pages, reason[:_LONGEST_REASON])
            note_act(shop, acting, act, result, reason)

        try:
            self._store.write(scope, work)
        except Unknown as ended:
            raise Cancelled("This build was cancelled.") from ended


class _Telling:
    """Writes down how far a run has come, a hundred times at most, and learns so that it was cancelled."""

    def __init__(self, store: ShopStore, scope: TenantScope, run_id: UUID, tell: Tell) -> None:
        self._store = store
        self._scope = scope
        self._run_id = run_id
        self._tell = tell
        self._told: int | None = None

    def __call__(self, done: int, total: int) -> None:
        self._tell(done, total)
        if self._told is not None and done < min(total, self._told + max(1, total // 100)):
            return
        self._told = done
        is_wanted = self._store.write(
            self._scope, lambda shop: shop.generated_stores.tell(self._run_id, done, total)
        ).result
        if not is_wanted:
            raise Cancelled("This build was cancelled.")


def failure_words(problem: BaseException) -> str:
    """Why a build failed, for whoever ordered it: what is wrong and what to do."""
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "There is no room left on the disk for this site. Make room, then order it again."
    if isinstance(problem, ShopError):
        return str(problem)
    if isinstance(problem, KeyboardInterrupt):
        return "It was stopped."
    if isinstance(problem, OSError):
        return f"The disk refuses: {problem.strerror}. Order it again when that is mended."
    return (
        f"It failed on our side ({type(problem).__name__}); the log of the program says more. Order it again."
    )


def _end_what_was_left(shop: Repositories) -> None:
    """By programs that were stopped while they built: nobody else builds now."""
    for run in shop.generated_stores.unfinished():
        reason = "The program was stopped while it built."
        shop.generated_stores.finish(run.id, GenerationStatus.FAILED, 0, reason)


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


def _replace(folder: Path, place: Path) -> None:
    fresh, old = place.with_name(f"{place.name}.new"), place.with_name(f"{place.name}.old")
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(folder, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
