"""The guard: token, epoch, permission; what it yields is the only way to a tenant's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request
from starlette.routing import BaseRoute

from app.access.authorise import Access, Origin, admit
from app.access.tokens import BadToken, Holder
from app.domain.access import Permission
from app.domain.roles import BREAK_GLASS
from sync.server.identity import Identity
from sync.server.parts import Parts, ServerParts
from sync.server.problems import ApiError, request_id_of

_bearer = HTTPBearer(
    scheme_name="access token",
    bearerFormat="JWT",
    description="A token of `POST /v1/auth/login`, good for five minutes, or a mirror's of its enrolment.",
    auto_error=False,
)
_LOOKS = frozenset({"GET", "HEAD"})
_WORDS = {
    "missing_token": "Send an access token: Authorization: Bearer …",
    "expired_token": "This token is too old. Renew it.",
    "wrong_audience": "This token was made for another door.",
    "account_disabled": "This account does not count any more.",
    "tenant_suspended": "This company is suspended. Ask the operator of this server.",
    "session_ended": "This sign-in has ended. Sign in again.",
    "rights_changed": "Your rights have changed. Renew the token.",
    "device_revoked": "This mirror is not enrolled any more.",
    "key_copied": "Two machines used this mirror's key. It has been sent away and must be enrolled anew.",
    "proof_missing": "Send a proof that you hold the mirror's key, as the header DPoP.",
    "proof_used": "This proof was used before. Make a new one for each request.",
    "proof_time": "The proof is of another time. Check the mirror's clock.",
}


class Guard:
    """Lets a request in that holds `permission`, with a token made for one of `holders`."""

    def __init__(self, permission: Permission, holders: frozenset[Holder]) -> None:
        self.permission = permission
        self.holders = holders

    def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        parts: Parts,
    ) -> Access:
        identity = self._identify(bearer, parts)
        if identity.claims.holder is Holder.DEVICE and request.method not in _LOOKS:
            self._check_possession(request, identity, bearer, parts)
        request.state.identity, request.state.permission = identity, self.permission
        parts.pace.hit(parts.settings.actor_pace, str(identity.claims.subject))
        session_id = identity.claims.session_id
        return admit(identity.actor, self.permission, identity.rights, origin_of(request), session_id)

    def _check_possession(
        self,
        request: Request,
        identity: Identity,
        bearer: HTTPAuthorizationCredentials | None,
        parts: ServerParts,
    ) -> None:
        """A mirror proves anew, for each change, that it holds the key its token is bound to."""
        assert bearer is not None
        proof, path = request.headers.get("DPoP"), request.url.path
        try:
            parts.possession.check(identity.claims, bearer.credentials, proof, request.method, path)
        except BadToken as bad:
            raise _refused(bad.reason, parts) from None

    def _identify(self, bearer: HTTPAuthorizationCredentials | None, parts: ServerParts) -> Identity:
        if bearer is None:
            raise _refused("missing_token", parts)
        try:
            return parts.identities.of(parts.tokens.read(bearer.credentials, self.holders))
        except BadToken as bad:
            raise _refused(bad.reason, parts) from None


class PublicDoor:
    """Says that a route is for strangers, and why; counts how often one address comes."""

    def __init__(self, why: str, is_paced: bool) -> None:
        self.why = why
        self._is_paced = is_paced

    async def __call__(self, request: Request, parts: Parts) -> None:
        if self._is_paced:
            parts.pace.hit(parts.settings.address_pace, address_of(request))


def requires(permission: Permission, *holders: Holder) -> Any:
    """The guard, as in `access: Annotated[Access, requires(Permission.STORES_READ)]`; for staff if none is named."""
    accepted = frozenset(holders or {Holder.STAFF})
    looks_in = {Holder.BREAK_GLASS} if Holder.STAFF in accepted and permission in BREAK_GLASS else set()
    return Depends(Guard(permission, accepted | looks_in))


def public(why: str, *, is_paced: bool = True) -> Any:
    """Marks a route that anybody may ask: `dependencies=[public("people sign in here")]`.

    Not paced is only a door where every guest proves itself, and the route counts those who cannot.
    """
    return Depends(PublicDoor(why, is_paced))


def _refused(reason: str, parts: ServerParts) -> ApiError:
    parts.metrics.refused(reason)
    return unauthenticated(reason)


def unauthenticated(reason: str) -> ApiError:
    """401, in the words of RFC 6750."""
    words = _WORDS.get(reason, "This token does not count.")
    error = "" if reason == "missing_token" else ', error="invalid_token"'
    return ApiError(401, reason, words, {"WWW-Authenticate": f'Bearer realm="varai"{error}'})


def origin_of(request: Request) -> Origin:
    """Where a request comes from, for the audit trail."""
    return Origin(address_of(request), request_id_of(request))


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


class UnguardedRoute(Exception):
    """A route declares no permission, or two: the server does not start."""


def doors_of(routes: Iterable[BaseRoute]) -> dict[tuple[str, str], Guard | PublicDoor]:
    """The one door of each method and path. Raises UnguardedRoute."""
    found: dict[tuple[str, str], Guard | PublicDoor] = {}
    for context in iter_route_contexts(list(routes)):
        if not isinstance(context.route, APIRoute) or context.path is None:
            raise UnguardedRoute(
                f"{context.path or context.route} is no route that can declare a permission."
            )
        doors = [call for call in _calls(context.dependant) if isinstance(call, Guard | PublicDoor)]
        if len(doors) != 1:
            raise UnguardedRoute(f"{context.path} declares {len(doors)} permissions; exactly one is needed.")
        for method in sorted(context.methods or ()):
            found[method, context.path] = doors[0]
    return found


def _calls(dependant: Dependant) -> Iterable[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
