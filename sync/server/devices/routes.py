"""Paths of mirrors."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.access.authorise import Access
from app.access.proofs import BadProof
from app.access.tokens import BadToken, Holder
from app.domain.access import Permission
from app.domain.devices import TOKEN_LIVES
from app.domain.errors import Unknown
from sync.server.devices import service
from sync.server.devices.enrolment import Enrolment
from sync.server.devices.passes import Passes
from sync.server.devices.schemas import (
    ApprovalBody,
    CodeBody,
    CodeShown,
    DeviceBody,
    DeviceShown,
    EnrolledShown,
    EnrolmentAsked,
    EnrolmentBody,
    KeyShown,
    PollBody,
    RedeemBody,
    RotationBody,
    TokenBody,
    TokenShown,
)
from sync.server.guard import address_of, public, requires, unauthenticated
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts, ServerParts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS, ApiError, problems
from sync.server.versions import IfMatch, answer

router = APIRouter(prefix="/v1/devices", tags=["devices"])

DOOR_PROBLEMS = problems(400, 401, 404, 408, 413, 422, 429, 503)
_REDEEM_PACE = "30/5 minutes"
_APPROVE_PACE = "20/5 minutes"
DevicesRead = Annotated[Access, requires(Permission.DEVICES_READ)]
DevicesEnrol = Annotated[Access, requires(Permission.DEVICES_ENROL)]
DevicesRename = Annotated[Access, requires(Permission.DEVICES_RENAME)]
DevicesRevoke = Annotated[Access, requires(Permission.DEVICES_REVOKE)]
OwnConfig = Annotated[Access, requires(Permission.DEVICE_CONFIG_READ, Holder.DEVICE)]
OwnKeys = Annotated[Access, requires(Permission.DEVICE_KEYS_ROTATE, Holder.DEVICE)]


@router.post(
    "/enrolments", status_code=201, response_model=EnrolmentAsked, responses=DOOR_PROBLEMS | problems(409),
    dependencies=[public("a mirror that belongs to nobody yet asks to be let in")],
)  # fmt: skip
def ask_enrolment(body: EnrolmentBody, request: Request, parts: Parts) -> EnrolmentAsked:
    """A new mirror asks to be let in: it shows the code it gets, and a manager types that."""
    parts.door.hit(_REDEEM_PACE, "enrolment", address_of(request))
    return EnrolmentAsked.of(Enrolment(parts).ask(body.proof, body.name))


@router.post(
    "/enrolments/poll", response_model=EnrolledShown, responses=DOOR_PROBLEMS,
    dependencies=[public("a mirror that waits for a manager asks whether it was let in")],
)  # fmt: skip
def poll_enrolment(body: PollBody, parts: Parts) -> EnrolledShown:
    """`authorization_pending` or `slow_down` until a manager has approved; then what the mirror must know."""
    return EnrolledShown.of(Enrolment(parts).poll(body.device_code))


@router.post(
    "/enrolments/redeem", status_code=201, response_model=EnrolledShown, responses=DOOR_PROBLEMS | problems(409),
    dependencies=[public("a mirror brings a one-time code")],
)  # fmt: skip
def redeem_code(body: RedeemBody, request: Request, parts: Parts) -> EnrolledShown:
    """A new mirror brings a one-time code. Five wrong tries close a code."""
    parts.door.hit(_REDEEM_PACE, "redeem", address_of(request))
    return EnrolledShown.of(Enrolment(parts).redeem(body.code, body.proof))


@router.post("/enrolments/approve", status_code=201, response_model=DeviceShown, responses=CREATE_PROBLEMS)
def approve_enrolment(body: ApprovalBody, access: DevicesEnrol, once: Once, parts: Parts) -> Response:
    """Let the mirror in that shows this code, into one of my stores."""

    def work() -> Response:
        parts.door.hit(_APPROVE_PACE, "approve", str(access.actor_id))
        device = Enrolment(parts).approve(access, body.user_code, body.store_id, body.name)
        return answer(DeviceShown.of(device), 201, f"/v1/devices/{device.id}")

    return once.run(access, body, work)


@router.post("/codes", status_code=201, response_model=CodeShown, responses=CREATE_PROBLEMS)
def make_code(body: CodeBody, access: DevicesEnrol, once: Once, parts: Parts) -> Response:
    """A one-time code for whoever sets a mirror up: it counts for fifteen minutes and opens once."""

    def work() -> Response:
        code, expires_at = Enrolment(parts).new_code(access, body.store_id, body.name)
        return answer(CodeShown(code=code, expires_at=expires_at), 201)

    return once.run(access, body, work)


@router.post(
    "/token", response_model=TokenShown, responses=DOOR_PROBLEMS,
    dependencies=[public("a mirror proves with its key who it is")],
)  # fmt: skip
def give_token(body: TokenBody, parts: Parts) -> TokenShown:
    """Ten minutes for a mirror that proves that it holds its key."""
    try:
        found = _passes(parts).give(body.client_assertion)
    except BadToken as bad:
        raise unauthenticated(bad.reason) from None
    return TokenShown(
        access_token=found.token, expires_in=int(TOKEN_LIVES.total_seconds()), nonce=found.nonce
    )


@router.get("/me", response_model=DeviceShown, responses=PROBLEMS)
def show_self(access: OwnConfig, parts: Parts) -> Response:
    """This mirror, as the server knows it."""
    return answer(service.show_device(parts.store, access, access.actor_id))


@router.post("/me/keys", status_code=201, response_model=KeyShown, responses=CREATE_PROBLEMS)
def rotate_key(body: RotationBody, access: OwnKeys, request: Request, parts: Parts) -> KeyShown:
    """A new key for this mirror, signed by the one its token is bound to. The old one counts for another day."""
    key_id = str(request.state.identity.claims.key_thumbprint)
    try:
        new = _passes(parts).rotate(access, key_id, body.signed)
    except (BadProof, Unknown):
        raise ApiError(400, "invalid_proof", "The old key did not sign this new one.") from None
    return KeyShown(thumbprint=new.thumbprint)


@router.get("", response_model=Page[DeviceShown], responses=PROBLEMS)
def list_devices(access: DevicesRead, window: PageWindow, parts: Parts) -> Page[DeviceShown]:
    """The mirrors of my stores, by name."""
    return service.list_devices(parts.store, access, window)


@router.get("/{device_id}", response_model=DeviceShown, responses=PROBLEMS)
def show_device(device_id: UUID, access: DevicesRead, parts: Parts) -> Response:
    """One mirror."""
    return answer(service.show_device(parts.store, access, device_id))


@router.put("/{device_id}", response_model=DeviceShown, responses=CHANGE_PROBLEMS)
def rename_device(
    device_id: UUID, body: DeviceBody, access: DevicesRename, if_match: IfMatch, parts: Parts
) -> Response:
    """Give a mirror another name."""
    return answer(service.rename(parts.store, access, device_id, body, if_match))


@router.post("/{device_id}/revoke", response_model=DeviceShown, responses=PROBLEMS)
def revoke_device(device_id: UUID, access: DevicesRevoke, parts: Parts) -> Response:
    """Send a mirror away: from its next request on nothing opens for it. It can be enrolled anew."""
    return answer(service.send_away(parts.store, access, device_id))


def _passes(parts: ServerParts) -> Passes:
    return Passes(parts.store, parts.tokens, parts.clock, parts.settings.public_url)
