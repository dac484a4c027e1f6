"""`varai company …` and `varai tenants …`: take a copy of the company, close it, and delete what was closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.central_words import AsJson, say, say_rows, signed_in
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from sync.central.staff import StaffSession

company = typer.Typer(help="Your company as a whole.", no_args_is_help=True, rich_markup_mode=None)
tenants = typer.Typer(
    help="All companies of the server, for its operator.", no_args_is_help=True, rich_markup_mode=None
)

Slug = Annotated[str, typer.Argument(metavar="COMPANY", help="The company's short name.")]


@company.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy shall lie.")],
    as_json: AsJson = False,
) -> None:
    """Take a copy of all that is kept of the company. One JSON object a line; no passwords, keys or sign-ins."""
    with signed_in(as_json) as session:
        copy = session.text("/v1/company/export")
        file.write_bytes(copy)
    lines = copy.count(b"\n")
    say({"file": str(file), "lines": lines}, f"{lines} lines are in {file}.", as_json)


@company.command()
def close(
    slug: Slug,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the audit trail.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Yours; asked for if missing.")],
    as_json: AsJson = False,
) -> None:
    """Close your company. Everybody is shut out at once; after thirty days it can be deleted for good."""
    with signed_in(as_json) as session:
        closed = session.post("/v1/company/close", {"slug": slug, "reason": reason, "password": password})
    say(closed, f"{slug} is closed. Until it is deleted, the server's operator can open it again.", as_json)


@tenants.command("list")
def list_tenants(as_json: AsJson = False) -> None:
    """Show all companies of the server."""
    with signed_in(as_json) as session:
        found = list(session.every("/v1/tenants"))
    say_rows(found, {"slug": "Company", "name": "Name", "status": "State"}, "There is no company.", as_json)


@tenants.command()
def delete(
    slug: Slug,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a company for good that its owner closed thirty days ago. Its audit trail stays."""
    if not yes:
        typer.confirm(f"Delete {slug} for good?", abort=True)
    with signed_in(as_json) as session:
        tenant = _tenant(session, slug)
        session.change(f"/v1/tenants/{tenant['id']}", "delete", {"slug": slug})
    say({"id": tenant["id"], "deleted": True}, f"{slug} is deleted.", as_json)


def _tenant(session: StaffSession, slug: str) -> dict[str, Any]:
    found = next((one for one in session.every("/v1/tenants") if one["slug"] == slug), None)
    if found is None:
        stop(f"There is no company {slug} on this server.", UNUSABLE_INPUT)
    return found
