"""Orders for a company's site: by right, on record, one waiting at a time. app.services.store_pages builds them."""

from __future__ import annotations

from uuid import UUID

from app.domain.access import Permission
from app.domain.audit import AuditResult
from app.domain.errors import AlreadyThere, ShopError, Unknown
from app.domain.storefront import (
    BuildStage,
    GeneratedStore,
    GenerationStatus,
    PageTemplate,
    TemplateVersion,
)
from app.pages.settings import SiteSettings
from app.pages.shipped import ShippedTemplates
from app.services.audited_act import Act, Acting, allowed, audited, note_act
from app.store.unit_of_work import Repositories, ShopStore

GENERATED_STORE = "generated_store"


def generating(name: str, run_id: UUID | None = None) -> Act:
    """The act that begins with an order and ends with a site, or without one."""
    return Act(Permission.STORES_GENERATE, "stores:generate", GENERATED_STORE, run_id, {"name": name})


class SiteOrders:
    """For any thread."""

    def __init__(self, store: ShopStore, shipped: ShippedTemplates) -> None:
        self._store = store
        self._shipped = shipped

    def order(self, acting: Acting, settings: SiteSettings) -> GeneratedStore:
        """A run that waits to be built: a new one, or the one that waits already for the same site.

        `settings.template` is a shipped one, or the tenant's own. Raises Refused without the right, Unknown for a
        template that is not there, AlreadyThere while an order for another site waits.
        """
        act = generating(settings.name)
        scope = allowed(self._store, acting, act)
        try:
            return self._store.write(scope, lambda shop: self._place(shop, acting, settings)).result
        except ShopError as problem:
            reason = str(problem)
            self._store.write(scope, lambda shop: note_act(shop, acting, act, AuditResult.FAILED, reason))
            raise

    def cancel(self, acting: Acting, run_id: UUID) -> bool:
        """False when it had ended already. Raises Refused, Unknown."""
        act = Act(Permission.STORES_GENERATE, "stores:generate:cancel", GENERATED_STORE, run_id)
        with audited(self._store, acting, act) as scope:
            return self._store.write(scope, lambda shop: shop.generated_stores.cancel(run_id)).result

    def _place(self, shop: Repositories, acting: Acting, settings: SiteSettings) -> GeneratedStore:
        version = template_text(shop, self._shipped, settings.template)
        run = GeneratedStore(
            shop.new_id(), settings.name, version.template_id, version.number, settings.model_dump(mode="json"),
            GenerationStatus.STARTED, shop.moment, acting.actor.user_id,
        )  # fmt: skip
        waiting = [one for one in shop.generated_stores.unfinished() if one.stage is BuildStage.QUEUED]
        if waiting and _wants(waiting[0]) == _wants(run):
            return waiting[0]
        if waiting:
            raise AlreadyThere(
                "An order for another site waits to be built. Cancel it, or wait until it is begun."
            )
        shop.generated_stores.start(run)
        note_act(shop, acting, generating(run.name, run.id), AuditResult.STARTED)
        return run


def template_text(shop: Repositories, shipped: ShippedTemplates, slug: str) -> TemplateVersion:
    """The newest text of the tenant's template; a shipped one is taken up on its first use. Raises Unknown."""
    for template in shop.templates.all():
        if template.slug == slug:
            return shop.templates.version(template.id, template.newest_version)
    if slug not in shipped.names:
        raise Unknown(f"There is no page template {slug!r}.")
    template = PageTemplate(shop.new_id(), slug, shipped.description(slug).name, 1)
    first = TemplateVersion(template.id, 1, untouched(slug), {"base": slug}, None, shop.moment)
    shop.templates.add(template, first)
    return first


def untouched(base: str) -> str:
    """The text of a tenant's template that is still the shipped one."""
    return f'{{% extends "{base}/body" %}}\n'


def _wants(run: GeneratedStore) -> tuple[object, ...]:
    return run.template_id, run.template_version, dict(run.settings)
