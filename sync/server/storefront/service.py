"""What may be done with templates, by people with rights over the whole company.

Templates are written through app.services.page_templates, which checks the text and writes the act down.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from app.access.authorise import Access
from app.pages.sandbox.findings import TemplateRefused
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.workers import TemplateWorkers
from app.services.page_templates import PageTemplates, TemplateDraft
from app.store.unit_of_work import ShopStore
from sync.server.paging import Page, Window, page_of
from sync.server.problems import ApiError
from sync.server.sites.bench import SHIPPED
from sync.server.storefront.ordering import acting
from sync.server.storefront.schemas import (
    Fault,
    TemplateBody,
    TemplateListed,
    TemplateShown,
    Verdict,
)
from sync.server.versions import Seen


def list_templates(store: ShopStore, access: Access, window: Window) -> Page[TemplateListed]:
    """By slug."""
    (after,) = window.key() or ("",)
    with store.reading(access.scope) as shop:
        found = shop.templates.page(window.limit + 1, after)
    return page_of(found, window, TemplateListed.of, lambda template: (template.slug,))


def show_template(
    store: ShopStore, access: Access, template_id: UUID, number: int | None = None
) -> TemplateShown:
    """With its newest text, or that of an older version. Raises Unknown."""
    with store.reading(access.scope) as shop:
        template = shop.templates.get(template_id)
        version = shop.templates.version(template_id, number or template.newest_version)
        return TemplateShown.with_text(template, version)


def add_template(store: ShopStore, access: Access, body: TemplateBody) -> TemplateShown:
    """Raises Refused, AlreadyThere, ApiError (422) for a text or base that cannot be used."""
    access.everywhere()
    if body.base not in SHIPPED.names:
        names = ", ".join(sorted(SHIPPED.names))
        raise ApiError(422, "unusable", f"There is no shipped template {body.base}; there are: {names}.")
    with _templates(store) as templates:
        draft = TemplateDraft(body.slug, body.name, body.base, body.source)
        made = templates.add(acting(access), draft)
    return show_template(store, access, made.id)


def validate(store: ShopStore, source: str) -> Verdict:
    """Checks a text as saving it would."""
    with _templates(store) as templates:
        found = templates.validate(source)
    reasons = [Fault(line=fault.line, column=fault.column, reason=fault.reason) for fault in found]
    return Verdict(accepted=not found, reasons=reasons)


def write_template(
    store: ShopStore, access: Access, template_id: UUID, source: str, seen: Seen
) -> TemplateShown:
    """The next version. Raises Unknown, Refused, Outdated, ApiError (422)."""
    based_on = _seen_version(store, access, template_id, seen)
    with _templates(store) as templates:
        templates.write(acting(access), template_id, source, based_on)
    return show_template(store, access, template_id)


def roll_back(store: ShopStore, access: Access, template_id: UUID, number: int, seen: Seen) -> TemplateShown:
    """An older text again, as the next version. Raises Unknown, Refused, Outdated, ApiError (422)."""
    based_on = _seen_version(store, access, template_id, seen)
    with _templates(store) as templates:
        templates.roll_back(acting(access), template_id, number, based_on)
    return show_template(store, access, template_id)


def remove_template(store: ShopStore, access: Access, template_id: UUID, seen: Seen) -> None:
    """Raises Unknown, Outdated, Refused where a store was generated from it."""
    based_on = _seen_version(store, access, template_id, seen)
    with _templates(store) as templates:
        templates.delete(acting(access), template_id, based_on)


def _seen_version(store: ShopStore, access: Access, template_id: UUID, seen: Seen) -> int | None:
    """The version a change is based on, which the transaction that changes it checks again; None for any."""
    current = show_template(store, access, template_id)
    access.everywhere()
    seen.check(current)
    return None if seen.is_any else current.number


@contextmanager
def _templates(store: ShopStore) -> Iterator[PageTemplates]:
    """With a process of its own for the text, which ends with the request."""
    workers = TemplateWorkers(RenderLimits(), 1)
    workers.load({name: SHIPPED.parts[name] for name in SHIPPED.own_parts}, {})
    try:
        yield PageTemplates(store, workers, SHIPPED)
    except TemplateRefused as refusal:
        raise ApiError(422, "template_refused", str(refusal)) from None
    finally:
        workers.close()
