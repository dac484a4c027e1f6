"""`varai users …` and `varai roles …`: people of the company and what they may do, on the central server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ui.commands.central_words import AsJson, say, say_rows, signed_in, store_id_of
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from sync.central.staff import StaffSession

users = typer.Typer(help="People of the company.", no_args_is_help=True, rich_markup_mode=None)
roles = typer.Typer(help="Roles, and who may do what.", no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")]
RoleName = Annotated[
    str, typer.Argument(metavar="ROLE", help="Such as sales_staff; “varai roles list” shows all.")
]
InStore = Annotated[str | None, typer.Option("--store", help="Only in the store with this code.")]


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Show the people you can see."""
    with signed_in(as_json) as session:
        found = list(session.every("/v1/users"))
    columns = {"email": "Address", "display_name": "Name", "status": "State"}
    say_rows(found, columns, "There is nobody yet.", as_json)


@users.command()
def show(email: Email, as_json: AsJson = False) -> None:
    """Show what somebody was granted, and where."""
    with signed_in(as_json) as session:
        grants = session.get(f"/v1/users/{_person(session, email)['id']}/grants", {})
    columns = {
        "role": "Role",
        "scope": "Where",
        "store_id": "Store",
        "region_id": "Region",
        "not_after": "Until",
    }
    say_rows(grants, columns, "This person has no role yet.", as_json)


@users.command()
def invite(
    email: Email,
    name: Annotated[str, typer.Argument(help="The person's name.")],
    as_json: AsJson = False,
) -> None:
    """Invite somebody. Hand them the link: with it they choose their password."""
    with signed_in(as_json) as session:
        made = session.post("/v1/users", {"email": email, "display_name": name})
    say(made, f"Invited {made['email']}. Hand them this link, which works once:\n  {made['link']}", as_json)


@users.command()
def disable(email: Email, as_json: AsJson = False) -> None:
    """Shut somebody out, from their next request on."""
    with signed_in(as_json) as session:
        changed = session.change(f"/v1/users/{_person(session, email)['id']}", "disable")
    say(changed, f"{email} is shut out.", as_json)


@users.command()
def enable(email: Email, as_json: AsJson = False) -> None:
    """Let somebody in again."""
    with signed_in(as_json) as session:
        changed = session.change(f"/v1/users/{_person(session, email)['id']}", "enable")
    say(changed, f"{email} may sign in again.", as_json)


@users.command()
def erase(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget somebody for good: name, address, password and sign-ins. The audit trail stays whole."""
    if not yes:
        typer.confirm(f"Forget {email} for good?", abort=True)
    with signed_in(as_json) as session:
        changed = session.change(f"/v1/users/{_person(session, email)['id']}", "erase")
    say(changed, f"{email} is forgotten.", as_json)


@roles.command("list")
def list_roles(as_json: AsJson = False) -> None:
    """Show all roles: the built-in ones and the company's own."""
    with signed_in(as_json) as session:
        found = session.get("/v1/roles", {})["items"]
    rows = [role | {"count": len(role["permissions"])} for role in found] if not as_json else found
    say_rows(rows, {"id": "Role", "name": "Name", "count": "Permissions"}, "There is no role.", as_json)


@roles.command("show")
def show_role(role: RoleName, as_json: AsJson = False) -> None:
    """Show what a role may do."""
    with signed_in(as_json) as session:
        found = session.get("/v1/roles", {})["items"]
    held = next((one for one in found if role in {one["id"], one["name"]}), None)
    if held is None:
        stop(f"There is no role {role}. “varai roles list” shows all.", UNUSABLE_INPUT)
    say(held, "\n".join(held["permissions"]), as_json)


@roles.command()
def give(email: Email, role: RoleName, store: InStore = None, as_json: AsJson = False) -> None:
    """Give somebody a role, in one store or in the whole company."""
    with signed_in(as_json) as session:
        scope: Literal["store", "tenant"] = "store" if store else "tenant"
        body: dict[str, Any] = {"role": role, "scope": scope}
        if store:
            body["store_id"] = store_id_of(session, store)
        made = session.post(f"/v1/users/{_person(session, email)['id']}/grants", body)
    say(made, f"{email} is {role} now, from the next request on.", as_json)


def _person(session: StaffSession, email: str) -> dict[str, Any]:
    found = next((one for one in session.every("/v1/users") if one["email"] == email.lower()), None)
    if found is None:
        stop(f"There is nobody with the address {email} among the people you can see.", UNUSABLE_INPUT)
    return found
