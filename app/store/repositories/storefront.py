"""Page templates with every version of their text, and the runs of the generator."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, update

from app.domain.errors import Outdated, Refused, Unknown
from app.domain.events import Kind
from app.domain.storefront import GeneratedStore, GenerationStatus, PageTemplate, TemplateVersion
from app.store.repositories.base import Repository, after
from app.store.tables import generated_stores, page_templates, template_versions


class Templates(Repository):
    """A version, once written, never changes."""

    def add(self, template: PageTemplate, first: TemplateVersion) -> None:
        moment = self._journal.moment
        self._add(page_templates, template, newest_version=first.number, created_at=moment, updated_at=moment)
        self._add(template_versions, first)
        self._journal.note(Kind.TEMPLATE, template.id)

    def write(
        self,
        template_id: UUID,
        source: str,
        settings_schema: Mapping[str, object],
        author_id: UUID | None,
    ) -> TemplateVersion:
        """The next version of a template; Unknown when there is no such template."""
        number = self._next_number(template_id)
        moment = self._journal.moment
        version = TemplateVersion(template_id, number, source, settings_schema, author_id, moment)
        self._add(template_versions, version)
        self._journal.note(Kind.TEMPLATE, template_id)
        return version

    def remove(self, template_id: UUID, newest: int | None = None) -> None:
        """With all its versions. Refused where a store was generated from it: its text is part of what happened.

        Outdated when its newest version is not this one.
        """
        used = self._select(generated_stores, template_id=template_id).limit(1)
        if self._connection.execute(used).first() is not None:
            raise Refused(
                "A store was generated from this template; it stays, so that this can be told later."
            )
        self._connection.execute(
            delete(template_versions).where(self._mine(template_versions, template_id=template_id))
        )
        version = {} if newest is None else {"newest_version": newest}
        gone = delete(page_templates).where(self._mine(page_templates, id=template_id, **version))
        if self._connection.execute(gone).rowcount == 0:
            self.get(template_id)
            raise Outdated("Somebody changed it meanwhile. Read it again, then decide again.")
        self._journal.note(Kind.TEMPLATE, template_id)

    def get(self, template_id: UUID) -> PageTemplate:
        return self._first(PageTemplate, page_templates, id=template_id)

    def all(self) -> tuple[PageTemplate, ...]:
        return self._all(PageTemplate, self._select(page_templates).order_by(page_templates.c.slug))

    def page(self, limit: int, after_slug: str = "") -> tuple[PageTemplate, ...]:
        """At most `limit` in the order of their slugs, from behind `after_slug`."""
        query = self._select(page_templates).where(after([page_templates.c.slug], [after_slug]))
        return self._all(PageTemplate, query.order_by(page_templates.c.slug).limit(limit))

    def version(self, template_id: UUID, number: int) -> TemplateVersion:
        return self._first(TemplateVersion, template_versions, template_id=template_id, number=number)

    def versions(self, template_id: UUID) -> tuple[TemplateVersion, ...]:
        """First to newest."""
        query = self._select(template_versions, template_id=template_id)
        return self._all(TemplateVersion, query.order_by(template_versions.c.number))

    def _next_number(self, template_id: UUID) -> int:
        raised = self._connection.execute(
            update(page_templates)
            .where(self._mine(page_templates, id=template_id))
            .values(newest_version=page_templates.c.newest_version + 1, updated_at=self._journal.moment)
            .returning(page_templates.c.newest_version)
        ).scalar_one_or_none()
        if raised is None:
            raise Unknown("There is no such page template.")
        return int(raised)


class GeneratedStores(Repository):
    """What was generated, from which version, with what outcome."""

    def start(self, run: GeneratedStore) -> None:
        self._add(generated_stores, run)
        self._journal.note(Kind.GENERATED_STORE, run.id)

    def finish(self, run_id: UUID, status: GenerationStatus, page_count: int, reason: str = "") -> None:
        outcome = {"status": status, "page_count": page_count, "reason": reason}
        done = self._connection.execute(
            update(generated_stores)
            .where(self._mine(generated_stores, id=run_id))
            .values(**outcome, finished_at=self._journal.moment)
        )
        self._expect(done.rowcount, generated_stores)
        self._journal.note(Kind.GENERATED_STORE, run_id)

    def get(self, run_id: UUID) -> GeneratedStore:
        return self._first(GeneratedStore, generated_stores, id=run_id)

    def page(self, limit: int, before: UUID | None = None) -> tuple[GeneratedStore, ...]:
        """At most `limit`, newest first, from behind `before`."""
        query = self._select(generated_stores)
        if before is not None:
            query = query.where(generated_stores.c.id < before)
        return self._all(GeneratedStore, query.order_by(generated_stores.c.id.desc()).limit(limit))

    def of_template(self, template_id: UUID) -> tuple[GeneratedStore, ...]:
        """Newest first."""
        query = self._select(generated_stores, template_id=template_id)
        return self._all(GeneratedStore, query.order_by(generated_stores.c.id.desc()))
