"""Paths of templates and generated stores."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS
from sync.server.storefront import generating, service
from sync.server.storefront.schemas import (
    GenerateBody,
    GeneratedShown,
    RollBackBody,
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
ARCHIVE = {**PROBLEMS, 200: {"content": {"application/zip": {}}, "description": "The site."}}
PagesRead = Annotated[Access, requires(Permission.PAGES_READ)]


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


@router.post("/generated-stores", status_code=201, response_model=GeneratedShown, responses=CREATE_PROBLEMS)
def generate_store(body: GenerateBody, access: StoresGenerate, once: Once, parts: Parts) -> Response:
    """Build the company's whole site from its catalogue. Takes as long as it takes: a second for a hundred pages."""

    def work() -> Response:
        shown = generating.generate(parts.store, access, parts.settings, body.settings)
        return answer(shown, 201, f"/v1/generated-stores/{shown.id}")

    return once.run(access, body, work)


@router.get("/generated-stores/{run_id}/archive", response_class=Response, responses=ARCHIVE)
def export_store(run_id: UUID, access: PagesExport, parts: Parts) -> Response:
    """The site as a ZIP file: the same bytes for the same site."""
    return Response(
        generating.archive(parts.store, access, parts.settings, run_id), media_type="application/zip"
    )


@router.post("/generated-stores/{run_id}/publish", status_code=204, responses=CREATE_PROBLEMS)
def publish_store(run_id: UUID, access: PagesPublish, parts: Parts) -> Response:
    """Put the site where the company's pages are served from, whole or not at all."""
    generating.publish(parts.store, access, parts.settings, run_id)
    return nothing()


@router.get("/generated-stores", response_model=Page[GeneratedShown], responses=PROBLEMS)
def list_generated_stores(access: PagesRead, window: PageWindow, parts: Parts) -> Page[GeneratedShown]:
    """What was generated, newest first."""
    return service.list_generated(parts.store, access, window)


@router.get("/generated-stores/{run_id}", response_model=GeneratedShown, responses=PROBLEMS)
def show_generated_store(run_id: UUID, access: PagesRead, parts: Parts) -> Response:
    """One run of the generator."""
    return answer(service.show_generated(parts.store, access, run_id))
