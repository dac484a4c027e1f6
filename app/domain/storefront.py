"""Store pages: templates with every version of their text, and the stores generated from them."""

from __future__ import annotations

from collections.abc import Mapping
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
    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GeneratedStore:
    """One run of the generator and what came of it."""

    id: UUID
    name: str
    template_id: UUID
    template_version: int
    settings: Mapping[str, object]
    status: GenerationStatus
    started_at: datetime
    author_id: UUID | None = None
    finished_at: datetime | None = None
    page_count: int = 0
    reason: str = ""
