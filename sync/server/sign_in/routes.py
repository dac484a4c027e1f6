"""Paths of sign-in."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.access import Permission
from sync.server.guard import origin_of, public, requires
from sync.server.parts import Parts
from sync.server.problems import CREATE_PROBLEMS, PROBLEMS, problems
from sync.server.sign_in import doors, links, own, passkey_door, passkeys
from sync.server.sign_in.schemas import (
    BeginFactor,
    ChangePassword,
    Confirm,
    FirstOwner,
    Login,
    Me,
    NewFactor,
    NewPasskey,
    PasskeyOptions,
    PasskeyShown,
    RemoveFactor,
    Renew,
    Signed,
    TokenPair,
    UseLink,
)
from sync.server.versions import answer, nothing

router = APIRouter(prefix="/v1", tags=["sign-in"])

Own = Annotated[Access, requires(Permission.ACCOUNT_USE)]
Agent = Annotated[str, Header(alias="User-Agent", include_in_schema=False)]
_DOOR = problems(400, 401, 408, 413, 422, 429, 503)
_LINK = problems(400, 408, 409, 410, 413, 422, 429, 503)


@router.post(
    "/auth/login", response_model=TokenPair, responses=_DOOR, dependencies=[public("people sign in here")]
)
def sign_in(body: Login, request: Request, parts: Parts, agent: Agent = "") -> Response:
    """Sign in. A wrong company, address or password give the same answer; ten wrong tries make an account wait."""
    return answer(doors.sign_in(parts, body, origin_of(request), agent))


@router.post(
    "/auth/refresh",
    response_model=TokenPair,
    responses=_DOOR,
    dependencies=[public("the refresh token is the proof")],
)
def renew_tokens(body: Renew, request: Request, parts: Parts) -> Response:
    """Renew both tokens. Each refresh token counts once (and for ten seconds more, if the reply was lost)."""
    return answer(doors.renew(parts, body.refresh_token.get_secret_value(), origin_of(request)))


@router.post(
    "/auth/passkey",
    response_model=PasskeyOptions,
    responses=_DOOR,
    dependencies=[public("a challenge tells nothing")],
)
def begin_passkey_sign_in(parts: Parts) -> Response:
    """A challenge to sign with a passkey, for the `passkey` of the sign-in. Counts for five minutes, once."""
    return answer(passkey_door.begin_sign_in(parts))


@router.post("/auth/logout", status_code=204, responses=PROBLEMS)
def sign_out(access: Own, parts: Parts) -> Response:
    """End this sign-in. Its tokens count no more."""
    own.end_session(parts, access, access.session_id)
    return nothing()


@router.post(
    "/auth/first-owner",
    status_code=204,
    responses=_LINK,
    dependencies=[public("the printed link is the proof")],
)
def make_first_owner(body: FirstOwner, request: Request, parts: Parts) -> Response:
    """Begin a new server: its first company and owner. Works once."""
    links.make_first_owner(parts, body, origin_of(request))
    return nothing()


@router.post(
    "/auth/link", status_code=204, responses=_LINK, dependencies=[public("the one-time link is the proof")]
)
def use_link(body: UseLink, request: Request, parts: Parts) -> Response:
    """Accept an invitation, or choose a new password. The link works once; other sign-ins end."""
    links.use_link(parts, body, origin_of(request))
    return nothing()


@router.get("/me", response_model=Me, responses=PROBLEMS)
def show_me(access: Own, parts: Parts) -> Response:
    """Who I am and what I may do."""
    return answer(own.show_me(parts, access))


@router.post("/me/password", response_model=TokenPair, responses=PROBLEMS)
def change_password(body: ChangePassword, access: Own, parts: Parts) -> Response:
    """Change my password. My other sign-ins end; this one goes on with the tokens answered."""
    return answer(own.change_password(parts, access, body))


@router.get("/me/sessions", response_model=list[Signed], responses=PROBLEMS)
def list_my_sessions(access: Own, parts: Parts) -> list[Signed]:
    """Where I am signed in, newest first."""
    return own.list_sessions(parts, access)


@router.delete("/me/sessions/{session_id}", status_code=204, responses=PROBLEMS)
def end_my_session(session_id: UUID, access: Own, parts: Parts) -> Response:
    """End one of my sign-ins."""
    own.end_session(parts, access, session_id)
    return nothing()


@router.post("/me/second-factor", response_model=NewFactor, responses=CREATE_PROBLEMS)
def begin_second_factor(body: BeginFactor, access: Own, parts: Parts) -> Response:
    """Begin a second factor, for the password: the secret for an authenticator app. It counts once it is confirmed."""
    return answer(own.begin_factor(parts, access, body))


@router.post("/me/second-factor/confirm", status_code=204, responses=PROBLEMS)
def confirm_second_factor(body: Confirm, access: Own, parts: Parts) -> Response:
    """Confirm the second factor with a code. From now on signing in needs one."""
    own.confirm_factor(parts, access, body.code)
    return nothing()


@router.get("/me/passkeys", response_model=list[PasskeyShown], responses=PROBLEMS)
def list_my_passkeys(access: Own, parts: Parts) -> list[PasskeyShown]:
    """My passkeys, oldest first."""
    return passkeys.list_own(parts, access)


@router.post("/me/passkeys/begin", response_model=PasskeyOptions, responses=PROBLEMS)
def begin_passkey(body: BeginFactor, access: Own, parts: Parts) -> Response:
    """Begin a passkey, for the password: what the browser needs to make one."""
    return answer(passkeys.begin(parts, access, body))


@router.post("/me/passkeys", status_code=201, response_model=PasskeyShown, responses=CREATE_PROBLEMS)
def add_passkey(body: NewPasskey, access: Own, parts: Parts) -> Response:
    """Add the passkey that the browser made. From now on signing in needs one, or a code."""
    return answer(passkeys.add(parts, access, body), 201)


@router.post("/me/passkeys/{passkey_id}/remove", status_code=204, responses=PROBLEMS)
def remove_passkey(passkey_id: UUID, body: BeginFactor, access: Own, parts: Parts) -> Response:
    """Give one of my passkeys up, for the password."""
    passkeys.remove(parts, access, passkey_id, body)
    return nothing()


@router.post("/me/second-factor/remove", status_code=204, responses=PROBLEMS)
def remove_second_factor(body: RemoveFactor, access: Own, parts: Parts) -> Response:
    """Give the second factor up, for the password and a code."""
    own.remove_factor(parts, access, body)
    return nothing()
