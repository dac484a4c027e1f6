"""Store pages: templates with every version of their text, and the stores generated from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """A template by its name; its text lives in versions."""

    id: UUID
    slug: str
    """Unique within the tenant."""
    name: str
    newest_version: int


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One text of a template; never changed once written."""

    template_id: UUID
    number: int
    source: str
    settings_schema: Mapping[str, object]
    author_id: UUID | None
    written_at: datetime


class GenerationStatus(StrEnum):
    """As it is kept; `GeneratedStore.stage` says it finer."""

    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"


class BuildStage(StrEnum):
    """How far a run has come, in the words people are told."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class GeneratedStore:
    """One run of the generator and what came of it: ordered, begun, ended."""

    id: UUID
    name: str
    template_id: UUID
    template_version: int
    settings: Mapping[str, object]
    status: GenerationStatus
    started_at: datetime
    """When it was ordered."""
    author_id: UUID | None = None
    finished_at: datetime | None = None
    page_count: int = 0
    """Of the whole site, once it is known."""
    reason: str = ""
    begun_at: datetime | None = None
    """When a worker took it up; None while it waits."""
    pages_done: int = 0
    attempts: int = 0
    """How often a worker took it up."""
    cancelled_at: datetime | None = None

    @property
    def stage(self) -> BuildStage:
        if self.status is GenerationStatus.COMPLETED:
            return BuildStage.DONE
        if self.status is GenerationStatus.FAILED:
            return BuildStage.CANCELLED if self.cancelled_at else BuildStage.FAILED
        return BuildStage.RUNNING if self.begun_at else BuildStage.QUEUED


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """Which build the visitors of a company's site see."""

    run_id: UUID | None
    """None: no site is shown."""
    former_run_id: UUID | None
    """What was shown before; a roll-back shows it again."""
    changed_at: datetime
    author_id: UUID | None

    def shows(self, run_id: UUID | None, at: datetime, author_id: UUID | None) -> PublishedSite:
        """The same site with another build, or none; the present one becomes the former."""
        before = self.run_id if self.run_id not in {None, run_id} else self.former_run_id
        return PublishedSite(run_id, before if before != run_id else None, at, author_id)


KEPT_BUILDS = 3
"""Finished builds that stay on the disk beside the published one and the former."""


def builds_to_keep(finished: Sequence[UUID], site: PublishedSite | None) -> frozenset[UUID]:
    """Of the finished builds, newest first, those that stay on the disk."""
    shown = {site.run_id, site.former_run_id} if site else set()
    return frozenset({*finished[:KEPT_BUILDS], *(run_id for run_id in shown if run_id)})
