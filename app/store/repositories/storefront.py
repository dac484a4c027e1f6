"""Page templates with every version of their text, and the runs of the generator."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, update

from app.domain.errors import Outdated, Refused, Unknown
from app.domain.events import Kind
from app.domain.storefront import (
    GeneratedStore,
    GenerationStatus,
    PageTemplate,
    PublishedSite,
    TemplateVersion,
)
from app.store.repositories.base import Repository, after, columns_of, read_as
from app.store.tables import generated_stores, page_templates, published_sites, template_versions


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

    def begin(self, run_id: UUID) -> None:
        """A worker takes it up, perhaps once more. Raises Unknown where the run has ended."""
        attempts = generated_stores.c.attempts + 1
        self._expect(
            self._change(run_id, begun_at=self._journal.moment, pages_done=0, attempts=attempts),
            generated_stores,
        )

    def put_back(self, run_id: UUID) -> None:
        """It waits again, as if nobody had taken it up."""
        self._change(run_id, begun_at=None, pages_done=0, attempts=generated_stores.c.attempts - 1)

    def tell(self, run_id: UUID, done: int, total: int) -> bool:
        """How many pages are done; False when the run was ended meanwhile."""
        return self._change(run_id, pages_done=done, page_count=total) > 0

    def finish(self, run_id: UUID, status: GenerationStatus, page_count: int, reason: str = "") -> None:
        """Raises Unknown where the run has ended already."""
        outcome = {"status": status, "page_count": page_count, "reason": reason}
        done = self._change(run_id, **outcome, finished_at=self._journal.moment)
        self._expect(done, generated_stores)

    def cancel(self, run_id: UUID) -> bool:
        """False when it has ended already. Raises Unknown."""
        self.get(run_id)
        moment = self._journal.moment
        outcome = {"status": GenerationStatus.FAILED, "reason": "It was cancelled."}
        return self._change(run_id, **outcome, finished_at=moment, cancelled_at=moment) > 0

    def unfinished(self) -> tuple[GeneratedStore, ...]:
        """In the order in which they were ordered."""
        query = self._select(generated_stores, status=GenerationStatus.STARTED)
        return self._all(GeneratedStore, query.order_by(generated_stores.c.id))

    def finished(self, limit: int) -> tuple[GeneratedStore, ...]:
        """Those that built a site, newest first."""
        query = self._select(generated_stores, status=GenerationStatus.COMPLETED)
        return self._all(GeneratedStore, query.order_by(generated_stores.c.id.desc()).limit(limit))

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

    def _change(self, run_id: UUID, **values: object) -> int:
        """Of a run that has not ended: 1 when it was changed, else 0."""
        running = self._mine(generated_stores, id=run_id, status=GenerationStatus.STARTED)
        done = self._connection.execute(update(generated_stores).where(running).values(**values)).rowcount
        if done:
            self._journal.note(Kind.GENERATED_STORE, run_id)
        return done


class PublishedSites(Repository):
    """One site of the company, or none."""

    def get(self) -> PublishedSite | None:
        row = self._connection.execute(self._select(published_sites)).first()
        return None if row is None else read_as(PublishedSite, row)

    def put(self, site: PublishedSite) -> None:
        self._put(published_sites, [columns_of(published_sites, site)])
        self._journal.note(Kind.GENERATED_STORE, *filter(None, (site.run_id, site.former_run_id)))
