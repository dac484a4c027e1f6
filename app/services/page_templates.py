"""Page templates of a tenant: seen, written, compared, rolled back and deleted, each by right and on record."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from app.domain.access import Permission
from app.domain.errors import Outdated, Refused, UnusableRecord
from app.domain.storefront import PageTemplate, TemplateVersion
from app.domain.tenancy import TenantScope
from app.pages.sandbox.findings import Finding, TemplateRefused
from app.pages.sandbox.workers import TemplateWorkers
from app.pages.shipped import ShippedTemplates
from app.services.audited_act import Act, Acting, allowed, audited
from app.store.unit_of_work import Repositories, ShopStore

_KIND = "page_template"


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A text somebody wants to save."""

    slug: str
    name: str
    base: str
    """The shipped template whose look, parts and settings it uses."""
    source: str


class PageTemplates:
    """For any thread. A template of another tenant does not exist."""

    def __init__(self, store: ShopStore, workers: TemplateWorkers, shipped: ShippedTemplates) -> None:
        self._store = store
        self._workers = workers
        self._shipped = shipped

    def all(self, acting: Acting) -> tuple[PageTemplate, ...]:
        with self._store.reading(self._may(acting, Permission.TEMPLATES_VIEW, "view")) as shop:
            return shop.templates.all()

    def text(self, acting: Acting, template_id: UUID, number: int | None = None) -> TemplateVersion:
        """One version; the newest without a number. Raises Unknown."""
        with self._store.reading(self._may(acting, Permission.TEMPLATES_VIEW, "view", template_id)) as shop:
            return shop.templates.version(
                template_id, number or shop.templates.get(template_id).newest_version
            )

    def versions(self, acting: Acting, template_id: UUID) -> tuple[TemplateVersion, ...]:
        """First to newest."""
        with self._store.reading(self._may(acting, Permission.TEMPLATES_VIEW, "view", template_id)) as shop:
            shop.templates.get(template_id)
            return shop.templates.versions(template_id)

    def diff(self, acting: Acting, template_id: UUID, older: int, newer: int) -> str:
        """What changed from one version to another, as a unified diff."""
        one, other = (self.text(acting, template_id, number).source for number in (older, newer))
        names = (f"version {older}", f"version {newer}")
        return "".join(difflib.unified_diff(one.splitlines(True), other.splitlines(True), *names))

    def validate(self, source: str) -> tuple[Finding, ...]:
        """Why this text could not be saved."""
        with self._workers.lent() as worker:
            return worker.validate(source)

    def add(self, acting: Acting, draft: TemplateDraft) -> PageTemplate:
        """A new template with its first version. Raises Refused or TemplateRefused; AlreadyThere for its slug."""
        self._shipped.description(draft.base)

        def work(shop: Repositories) -> PageTemplate:
            template = PageTemplate(shop.new_id(), draft.slug, draft.name, 1)
            schema = {"base": draft.base}
            author = acting.actor.user_id
            first = TemplateVersion(template.id, 1, draft.source, schema, author, shop.moment)
            shop.templates.add(template, first)
            return template

        with self._writing(acting, "add", None) as scope:
            self._check(draft.source)
            return self._store.write(scope, work).result

    def write(
        self, acting: Acting, template_id: UUID, source: str, based_on: int | None = None
    ) -> TemplateVersion:
        """The next version. Raises Unknown, Refused or TemplateRefused; Outdated when `based_on` is not the newest."""
        with self._writing(acting, "edit", template_id) as scope:
            self._check(source)
            return self._store.write(
                scope, lambda shop: _next(shop, acting, template_id, source, based_on)
            ).result

    def roll_back(
        self, acting: Acting, template_id: UUID, number: int, based_on: int | None = None
    ) -> TemplateVersion:
        """The text of an older version again, as the next one: nothing that was is ever lost. Raises as `write`."""
        with self._writing(acting, "roll_back", template_id) as scope:
            with self._store.reading(scope) as shop:
                older = shop.templates.version(template_id, number)
            self._check(older.source)
            return self._store.write(
                scope, lambda shop: _next(shop, acting, template_id, older.source, based_on)
            ).result

    def delete(self, acting: Acting, template_id: UUID, based_on: int | None = None) -> None:
        """Raises Unknown, Outdated, and Refused where a store was generated from it."""
        act = Act(Permission.TEMPLATES_DELETE, "templates:delete", _KIND, template_id)
        with audited(self._store, acting, act) as scope:
            self._store.write(scope, lambda shop: shop.templates.remove(template_id, based_on))

    def _check(self, source: str) -> None:
        findings = self.validate(source)
        if findings:
            raise TemplateRefused(findings)

    def _writing(
        self, acting: Acting, verb: str, template_id: UUID | None
    ) -> AbstractContextManager[TenantScope]:
        act = Act(Permission.TEMPLATES_EDIT, f"templates:{verb}", _KIND, template_id)
        return audited(self._store, acting, act)

    def _may(
        self, acting: Acting, needed: Permission, verb: str, template_id: UUID | None = None
    ) -> TenantScope:
        return allowed(self._store, acting, Act(needed, f"templates:{verb}", _KIND, template_id))


def base_of(version: TemplateVersion, names: Sequence[str]) -> str:
    """The shipped template this one rests on. Raises UnusableRecord when the program has no such one any more."""
    base = version.settings_schema.get("base")
    if base not in names:
        raise UnusableRecord(f"This template rests on {base!r}, which this program does not have.")
    return str(base)


def _next(
    shop: Repositories, acting: Acting, template_id: UUID, source: str, based_on: int | None
) -> TemplateVersion:
    template = shop.templates.get(template_id)
    newest = shop.templates.version(template_id, template.newest_version)
    if newest.source == source:
        raise Refused("This is the newest version's text already.")
    written = shop.templates.write(template_id, source, newest.settings_schema, acting.actor.user_id)
    if based_on is not None and written.number != based_on + 1:  # numbers are given to one writer at a time
        raise Outdated("Somebody changed it meanwhile. Read it again, then decide again.")
    return written
