"""`varai login` and `varai logout`: work with a central server as somebody of the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.central_words import AsJson, asking, own_secrets, reached, say
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from sync.central.port import Wire
    from sync.central.staff import SignIn

_NEEDS_CODE = "needs_code"


def login(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The server's address.")
    ] = "http://127.0.0.1:8480",
    tenant: Annotated[
        str | None, typer.Option("--company", help="The company's short name; asked for without.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="Your e-mail address; asked for without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sign in to a central server. The password is asked for, or read from standard input in a pipe."""
    from app.wall_clock import MachineClock
    from sync.central.port import CentralRefused
    from sync.central.staff import log_in

    tenant = tenant or _typed("Company")
    email = email or _typed("Address")
    password = _typed("Password", is_hidden=True)
    with asking(as_json), reached(url) as wire:

        def enter(code: str | None, wire: Wire = wire) -> SignIn:
            return log_in(wire, own_secrets(), MachineClock(), tenant, email, password, code)

        try:
            made = enter(None)
        except CentralRefused as refusal:
            if refusal.reason != _NEEDS_CODE:
                raise
            made = enter(_typed("Code of your authenticator app"))
    answer = {"url": made.url, "company": made.tenant, "email": made.email}
    say(answer, f"Signed in at {made.url} as {made.email}.", as_json)


def _typed(words: str, *, is_hidden: bool = False) -> str:
    """What somebody typed, or a line of standard input. Stops when nothing comes."""
    try:
        return str(typer.prompt(words, hide_input=is_hidden))
    except typer.Abort:
        stop(f"\nNo {words.lower()} was typed.", UNUSABLE_INPUT)


def logout(as_json: AsJson = False) -> None:
    """Sign out, here and on the server."""
    from app.wall_clock import MachineClock
    from sync.central.staff import log_out, read_sign_in

    with asking(as_json):
        secrets = own_secrets()
        with reached(read_sign_in(secrets).url) as wire:
            log_out(wire, secrets, MachineClock())
    say({"signed_in": False}, "Signed out.", as_json)
