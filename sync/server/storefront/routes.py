"""Paths of templates, of ordered and built sites, and of the one that is published."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from app.access.authorise import Access
from app.domain.access import Permission
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.storefront import ordering, service
from sync.server.storefront.schemas import (
    GenerateBody,
    GeneratedShown,
    RollBackBody,
    SiteShown,
    TemplateBody,
    TemplateListed,
    TemplateShown,
    TextBody,
    Verdict,
)
from sync.server.versions import IfMatch, answer, nothing

router = APIRouter(prefix="/v1", tags=["storefront"])

TemplatesView = Annotated[Access, requires(Permission.TEMPLATES_VIEW)]
TemplatesEdit = Annotated[Access, requires(Permission.TEMPLATES_EDIT)]
TemplatesDelete = Annotated[Access, requires(Permission.TEMPLATES_DELETE)]
StoresGenerate = Annotated[Access, requires(Permission.STORES_GENERATE)]
PagesExport = Annotated[Access, requires(Permission.PAGES_EXPORT)]
PagesPublish = Annotated[Access, requires(Permission.PAGES_PUBLISH)]
PagesRollback = Annotated[Access, requires(Permission.PAGES_ROLLBACK)]
PagesRead = Annotated[Access, requires(Permission.PAGES_READ)]
ARCHIVE = {**CREATE_PROBLEMS, 200: {"content": {"application/zip": {}}, "description": "The site."}}


@router.get("/templates", response_model=Page[TemplateListed], responses=PROBLEMS)
def list_templates(access: TemplatesView, window: PageWindow, parts: Parts) -> Page[TemplateListed]:
    """The templates of the company, by slug."""
    return service.list_templates(parts.store, access, window)


@router.post("/templates", status_code=201, response_model=TemplateShown, responses=CREATE_PROBLEMS)
def add_template(body: TemplateBody, access: TemplatesEdit, once: Once, parts: Parts) -> Response:
    """A new template. Its text is checked: `template_refused` says where and why it cannot be used."""

    def work() -> Response:
        shown = service.add_template(parts.store, access, body)
        return answer(shown, 201, f"/v1/templates/{shown.id}")

    return once.run(access, body, work)


@router.get("/templates/{template_id}", response_model=TemplateShown, responses=PROBLEMS)
def show_template(template_id: UUID, access: TemplatesView, parts: Parts) -> Response:
    """A template with its newest text."""
    return answer(service.show_template(parts.store, access, template_id))


@router.get("/templates/{template_id}/versions/{number}", response_model=TemplateShown, responses=PROBLEMS)
def show_template_version(
    template_id: UUID,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    access: TemplatesView,
    parts: Parts,
) -> Response:
    """A template with the text of one version. Nothing that was written is ever lost."""
    return answer(service.show_template(parts.store, access, template_id, number))


@router.put("/templates/{template_id}", response_model=TemplateShown, responses=CHANGE_PROBLEMS)
def write_template(
    template_id: UUID, body: TextBody, access: TemplatesEdit, if_match: IfMatch, parts: Parts
) -> Response:
    """Write the next version of a template's text."""
    return answer(service.write_template(parts.store, access, template_id, body.source, if_match))


@router.post("/templates/{template_id}/rollback", response_model=TemplateShown, responses=CHANGE_PROBLEMS)
def roll_template_back(
    template_id: UUID, body: RollBackBody, access: TemplatesEdit, if_match: IfMatch, parts: Parts
) -> Response:
    """Make an older text the newest again."""
    return answer(service.roll_back(parts.store, access, template_id, body.number, if_match))


@router.delete("/templates/{template_id}", status_code=204, responses=CHANGE_PROBLEMS)
def remove_template(template_id: UUID, access: TemplatesDelete, if_match: IfMatch, parts: Parts) -> Response:
    """Delete a template from which no store was generated."""
    service.remove_template(parts.store, access, template_id, if_match)
    return nothing()


@router.post("/templates/validate", response_model=Verdict, responses=PROBLEMS)
def validate_template(body: TextBody, access: TemplatesEdit, parts: Parts) -> Verdict:
    """Whether this text could be saved, and where and why not. Nothing is kept."""
    del access
    return service.validate(parts.store, body.source)


@router.post("/generated-stores", status_code=202, response_model=GeneratedShown, responses=CREATE_PROBLEMS)
def order_site(body: GenerateBody, access: StoresGenerate, once: Once, parts: Parts) -> Response:
    """Order the company's whole site, built from its catalogue. The answer comes at once; Location tells how it goes.

    A company's sites are built one after the other. An order for the same site while one still waits is that one;
    an order for another site meanwhile is `already_there`.
    """

    def work() -> Response:
        shown = ordering.order(parts, access, body.settings)
        return answer(shown, 202, f"/v1/generated-stores/{shown.id}")

    return once.run(access, body, work)


@router.get("/generated-stores", response_model=Page[GeneratedShown], responses=PROBLEMS)
def list_generated_stores(access: PagesRead, window: PageWindow, parts: Parts) -> Page[GeneratedShown]:
    """What was ordered and generated, newest first."""
    return ordering.list_runs(parts.store, access, window)


@router.get("/generated-stores/{run_id}", response_model=GeneratedShown, responses=PROBLEMS)
def show_generated_store(run_id: UUID, access: PagesRead, parts: Parts) -> Response:
    """One run: `queued`, `running` with pages done and in all, `done`, `failed` with a sentence, or `cancelled`."""
    return answer(ordering.show(parts.store, access, run_id))


@router.post("/generated-stores/{run_id}/cancel", response_model=GeneratedShown, responses=CREATE_PROBLEMS)
def cancel_site(run_id: UUID, access: StoresGenerate, parts: Parts) -> Response:
    """Take an order back, also while it is built. What visitors see stays."""
    return answer(ordering.cancel(parts, access, run_id))


@router.get("/generated-stores/{run_id}/archive", response_class=Response, responses=ARCHIVE)
def export_store(run_id: UUID, access: PagesExport, parts: Parts) -> StreamingResponse:
    """The site as a ZIP file: the same bytes for the same site. The newest builds and the published ones are kept."""
    told = {"Content-Disposition": 'attachment; filename="site.zip"'}
    pieces = ordering.archive(parts, access, run_id)
    return StreamingResponse(pieces, headers=told, media_type="application/zip")


@router.post("/generated-stores/{run_id}/publish", response_model=SiteShown, responses=CREATE_PROBLEMS)
def publish_store(run_id: UUID, access: PagesPublish, parts: Parts) -> SiteShown:
    """Show this build to visitors from now on, whole or not at all."""
    return ordering.publish(parts, access, run_id)


@router.get("/site", response_model=SiteShown, responses=PROBLEMS)
def show_site(access: PagesRead, parts: Parts) -> SiteShown:
    """What visitors see, and where."""
    return ordering.show_site(parts, access)


@router.post("/site/rollback", response_model=SiteShown, responses=CREATE_PROBLEMS)
def roll_site_back(access: PagesRollback, parts: Parts) -> SiteShown:
    """Show the former build again, at once."""
    return ordering.roll_back(parts, access)


@router.post("/site/unpublish", response_model=SiteShown, responses=PROBLEMS)
def unpublish_site(access: PagesPublish, parts: Parts) -> SiteShown:
    """Show no site any more. A roll-back brings it back."""
    return ordering.unpublish(parts, access)
