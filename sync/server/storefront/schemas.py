"""Templates and generated stores as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from app.domain.storefront import BuildStage, GeneratedStore, PageTemplate, PublishedSite, TemplateVersion
from sync.server.bodies import Body, Line, Slug

Source = Annotated[str, Field(max_length=65_536, description="The template's text, at most 64 KB.")]


class TemplateBody(Body):
    """A new template, resting on a shipped one."""

    slug: Slug = Field(examples=["ours"])
    name: Line = Field(examples=["Our pages"])
    base: Annotated[str, Field(min_length=1, max_length=63, examples=["boutique"])]
    source: Source = Field(examples=['{% extends "boutique/body" %}\n'])


class TextBody(Body):
    """The next version of a template's text."""

    source: Source


class Fault(BaseModel):
    """Why a text cannot be used; line and column count from 1."""

    line: int
    column: int
    reason: str


class Verdict(BaseModel):
    """Whether a text could be saved."""

    accepted: bool
    reasons: list[Fault]


class GenerateBody(Body):
    """What is chosen for a site. The company is the one signed in."""

    settings: dict[str, Any] = Field(
        description="As `varai pages build --settings` reads it. Without `base_url`: the company's https address here.",
        examples=[{"name": "Optik Nord", "editions": [{"locale": "en", "currency": "EUR"}]}],
    )


class RollBackBody(Body):
    """An older version whose text is to be the newest again."""

    number: Annotated[int, Field(ge=1, le=1_000_000)]


class TemplateListed(BaseModel):
    """A template, without its text."""

    id: UUID
    slug: str
    name: str
    newest_version: int

    @classmethod
    def of(cls, template: PageTemplate) -> TemplateListed:
        return cls(
            id=template.id, slug=template.slug, name=template.name, newest_version=template.newest_version
        )


class TemplateShown(TemplateListed):
    """A template with one version of its text."""

    number: int
    base: str
    source: str
    author_id: UUID | None
    written_at: datetime

    @classmethod
    def with_text(cls, template: PageTemplate, version: TemplateVersion) -> TemplateShown:
        return cls(
            **TemplateListed.of(template).model_dump(),
            number=version.number,
            base=str(version.settings_schema.get("base", "")),
            source=version.source,
            author_id=version.author_id,
            written_at=version.written_at,
        )


class GeneratedShown(BaseModel):
    """One run of the generator: how far it has come, and what came of it."""

    id: UUID
    name: str
    template_id: UUID
    template_version: int
    settings: dict[str, Any]
    stage: BuildStage = Field(description="`queued` and `running` go on; the others have ended.")
    ordered_at: datetime
    begun_at: datetime | None = Field(description="When a worker took it up; null while it waits.")
    finished_at: datetime | None
    author_id: UUID | None
    pages_done: int
    page_count: int = Field(description="Of the whole site; 0 until it is known.")
    reason: str = Field(description="Why it failed, as a sentence; else empty.")

    @classmethod
    def of(cls, run: GeneratedStore) -> GeneratedShown:
        return cls(
            id=run.id, name=run.name, template_id=run.template_id, template_version=run.template_version,
            settings=dict(run.settings), stage=run.stage, ordered_at=run.started_at, begun_at=run.begun_at,
            finished_at=run.finished_at, author_id=run.author_id, pages_done=run.pages_done,
            page_count=run.page_count, reason=run.reason,
        )  # fmt: skip


class SiteShown(BaseModel):
    """What visitors of the company's site see."""

    address: str = Field(examples=["https://nord.shops.example/"])
    run_id: UUID | None = Field(description="The build that is shown; null where there is no site.")
    former_run_id: UUID | None = Field(description="The build a roll-back shows again.")
    changed_at: datetime | None
    author_id: UUID | None = Field(description="Who changed it last.")

    @classmethod
    def of(cls, address: str, site: PublishedSite | None) -> SiteShown:
        if site is None:
            return cls(address=address, run_id=None, former_run_id=None, changed_at=None, author_id=None)
        return cls(
            address=address, run_id=site.run_id, former_run_id=site.former_run_id, changed_at=site.changed_at,
            author_id=site.author_id,
        )  # fmt: skip
