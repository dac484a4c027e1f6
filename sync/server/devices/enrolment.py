"""A mirror asks to be let in, shows a code, and waits until a manager types it; or it brings a one-time code."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from uuid6 import uuid7

from app.access.authorise import Access, at_the_door, at_the_front_door
from app.access.keys import kept_key, key_from_jwk, public_jwk, thumbprint
from app.access.proofs import BadProof, Proof, ProofKind, read_proof
from app.access.roster_text import ROSTER_KEY
from app.domain.access import Device, DeviceStatus
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.devices import DeviceKey
from app.domain.enrolment import (
    LIVES,
    POLL_S,
    EnrolmentCode,
    EnrolmentRequest,
    EnrolmentStatus,
    code_hash,
    new_device_code,
    new_one_time_code,
    new_user_code,
    typed,
)
from app.domain.tenancy import Store, Tenant, TenantScope
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.trail import note


@dataclass(frozen=True, slots=True)
class Asked:
    """What a waiting mirror gets."""

    user_code: str
    device_code: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an enrolled mirror must know."""

    tenant: Tenant
    store: Store
    device: Device
    roster_key: dict[str, str]


class Enrolment:
    """Call from any thread."""

    def __init__(self, parts: ServerParts) -> None:
        self._parts = parts
        self._store = parts.store

    def ask(self, proof_text: str, name: str) -> Asked:
        """Leaves a request for fifteen minutes."""
        key, user_code, device_code = self._key_of(proof_text), new_user_code(), new_device_code()
        now = self._parts.clock.now()
        request = EnrolmentRequest(
            uuid7(), code_hash(typed(user_code)), code_hash(device_code),
            json.dumps(public_jwk(key.key)), name, now, now + LIVES,
        )  # fmt: skip
        self._store.at_enrolment_desk(at_the_front_door(), lambda desk: desk.ask(request))
        return Asked(user_code, device_code)

    def poll(self, device_code: str) -> Enrolled:
        """The answer, again and again until the request ends: it may have been lost on the way.

        Raises ApiError (400) while nobody has approved, or when it is asked too often.
        """
        found = self._store.at_enrolment_desk(at_the_front_door(), lambda desk: desk.asking(device_code))
        now = self._parts.clock.now()
        if found.status is EnrolmentStatus.PENDING:
            is_hasty = found.poll_after is not None and now < found.poll_after
            later = max(now, found.poll_after or now) + timedelta(seconds=POLL_S)
            self._store.at_enrolment_desk(at_the_front_door(), lambda desk: desk.poll_later(found, later))
            raise _hasty() if is_hasty else _pending()
        assert found.for_tenant is not None
        assert found.device_id is not None
        return self._enrolled(at_the_door(found.for_tenant), found.device_id)

    def approve(self, access: Access, user_code: str, store_id: UUID, name: str | None) -> Device:
        """Lets the mirror that shows this code in. Raises Unknown or Refused."""

        def work(shop: Repositories) -> Device:
            place = access.into(shop.places.store(store_id))
            desk = shop.enrolment_desk()
            request = desk.waiting(user_code)
            device = _new_device(shop, place, name or request.name, request.public_key)
            desk.approve(request, access.scope, device.id)
            note(shop, access, "device", device.id, after=_facts(device))
            return device

        return self._store.write(access.scope, work).result

    def new_code(self, access: Access, store_id: UUID, name: str) -> tuple[str, datetime]:
        """A one-time code for a mirror of this store, and when it ends. It can be seen this once."""
        code, handle = new_one_time_code()

        def work(shop: Repositories) -> datetime:
            access.into(shop.places.store(store_id))
            ends = shop.moment + LIVES
            kept = EnrolmentCode(
                handle, code_hash(typed(code)), access.scope, store_id, name, access.actor_id, ends
            )
            shop.enrolment_desk().add_code(kept)
            note(shop, access, "store", store_id, action="kiosk:codes:create", after={"name": name})
            return ends

        return code, self._store.write(access.scope, work).result

    def redeem(self, code: str, proof_text: str) -> Enrolled:
        """Lets the mirror that brings a one-time code in. Raises ApiError for a code that does not count."""
        key = self._key_of(proof_text)
        found = self._store.at_enrolment_desk(at_the_front_door(), lambda desk: desk.try_code(code))
        if found is None:
            raise ApiError(400, "bad_code", "This code does not count. Ask for a new one.")
        scope, public_key = at_the_door(found.for_tenant), json.dumps(public_jwk(key.key))

        def work(shop: Repositories) -> Device:
            device = _new_device(shop, shop.places.store(found.store_id), found.name, public_key)
            shop.audit.append(_by_code(shop, device, found))
            return device

        return self._enrolled(scope, self._store.write(scope, work).result.id)

    def _key_of(self, proof_text: str) -> Proof:
        try:
            return read_proof(
                ProofKind.ENROL, proof_text, self._parts.clock.now(), aud=self._parts.settings.public_url
            )
        except BadProof as bad:
            raise ApiError(
                400, bad.reason, _PROOF_WORDS.get(bad.reason, "This proof does not count.")
            ) from None

    def _enrolled(self, scope: TenantScope, device_id: UUID) -> Enrolled:
        with self._store.reading_directory(at_the_front_door()) as directory:
            tenant = next(one for one in directory.all() if one.id == scope)
        with self._store.reading(scope) as shop:
            device = shop.devices.get(device_id)
            place = shop.places.store(device.store_id)
        roster_key = kept_key(self._parts.secrets, ROSTER_KEY)
        return Enrolled(tenant, place, device, public_jwk(roster_key.public))


def _new_device(shop: Repositories, place: Store, name: str, public_key: str) -> Device:
    """AlreadyThere when this key is enrolled already."""
    key_id = thumbprint(key_from_jwk(json.loads(public_key)))
    device = Device(
        shop.new_id(), place.id, name, DeviceStatus.ACTIVE, key_id, public_key, enrolled_at=shop.moment
    )
    shop.devices.add(device)
    shop.device_keys.add(DeviceKey(key_id, device.id, public_key, shop.moment))
    return device


def revoke(shop: Repositories, device_id: UUID) -> Device:
    """Sends a mirror away: from its next request on, nothing opens for it."""
    device = shop.devices.get(device_id)
    gone = replace(device, status=DeviceStatus.REVOKED, epoch=device.epoch + 1)
    shop.devices.save(gone)
    return gone


def _facts(device: Device) -> dict[str, object]:
    return {"store": device.store_id, "status": device.status, "key": device.key_thumbprint or ""}


def _by_code(shop: Repositories, device: Device, code: EnrolmentCode) -> AuditEvent:
    return AuditEvent(
        shop.new_id(), shop.moment, ActorKind.USER, code.created_by, "kiosk:devices:enrol", "device", device.id,
        AuditResult.COMPLETED, {"after": {"store": str(device.store_id), "by": "one-time code"}},
    )  # fmt: skip


_PROOF_WORDS = {
    "proof_time": "The clock of this mirror is wrong. Set it right, then try again.",
    "wrong_proof": "This proof was made for another server. Check the server's address.",
}


def _pending() -> ApiError:
    return ApiError(400, "authorization_pending", "Nobody has approved this mirror yet.")


def _hasty() -> ApiError:
    return ApiError(400, "slow_down", f"Ask every {POLL_S} seconds, not more often.")
