"""What the store tells everybody after a change is safe on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """Kinds of things that change."""

    TENANT = "tenant"
    REGION = "region"
    STORE = "store"
    USER = "user"
    ROLE = "role"
    GRANT = "grant"
    DEVICE = "device"
    SETTING = "setting"
    PRODUCT = "product"
    VARIANT = "variant"
    MODEL_3D = "model_3d"
    STOCK = "stock"
    """By the id of the variant."""
    REFERENCE = "reference"
    """By the id of the thing it refers to."""
    CONSENT = "consent"
    MEASUREMENT = "measurement"
    FAVOURITE = "favourite"
    TEMPLATE = "template"
    GENERATED_STORE = "generated_store"
    CONNECTION = "connection"
    WEBHOOK = "webhook"
    MESSAGE = "message"
    CURSOR = "cursor"
    """By the id of its connection."""
    SYNC = "sync"
    """What is remembered of synchronising, by the id of its connection."""
    AUDIT = "audit"
    FACE_ANSWER = "face_answer"
    """By the id of the tenant."""
    PUBLISHABLE_KEY = "publishable_key"
    SESSION = "session"
    LINK = "link"
    BREAK_GLASS = "break_glass"
    KEPT_ANSWER = "kept_answer"
    """By the id of the actor."""
    PRICE = "price"
    """By the id of the variant, when nothing else of its product changed."""
    DEVICE_EVENT = "device_event"
    NODE_NOTE = "node_note"
    """By the id of the tenant."""
    PROOF = "proof"
    """By the id of the tenant."""
    CHANGE = "change"
    """By the id of the thing that changed."""


Changes = Mapping[Kind, frozenset[UUID]]
"""Ids of what one transaction wrote, by kind."""


@dataclass(frozen=True, slots=True)
class MirrorEnrolled:
    """This machine became a mirror of a company, or of another of its stores, while it ran."""


@dataclass(frozen=True, slots=True)
class DataChanged:
    """One transaction of one tenant was committed."""

    tenant_id: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """What is sold has changed."""

    tenant_id: UUID
    skus: frozenset[str]


@dataclass(frozen=True, slots=True)
class StockChanged:
    """More or fewer pieces than before."""

    tenant_id: UUID
    variant_ids: frozenset[UUID]
