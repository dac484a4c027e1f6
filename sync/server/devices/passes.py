"""Tokens of mirrors: given for a proof, bound to its key, ten minutes long; and how a key gives way to a new one."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from app.access.authorise import Access, at_the_door
from app.access.keys import key_from_jwk, public_jwk, thumbprint
from app.access.proofs import BadProof, ProofKind, header_of, read_proof, unchecked_claim
from app.access.tokens import BadToken, Holder, Tokens
from app.domain.access import Device, DeviceStatus
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.devices import OVERLAP, TOKEN_LIVES, DeviceKey
from app.domain.errors import Unknown
from app.domain.nonce_chain import visited
from app.domain.tenancy import TenantStatus
from app.ports import WallClock
from app.store.unit_of_work import Repositories, ShopStore
from sync.server.devices.enrolment import revoke

TOKEN_PATH = "/v1/devices/token"  # noqa: S105 - an address
_LEAST_NONCE = 16


@dataclass(frozen=True, slots=True)
class Pass:
    """A token, and what to bring next time."""

    token: str
    nonce: str


class Passes:
    """Call from any thread."""

    def __init__(self, store: ShopStore, tokens: Tokens, clock: WallClock, public_url: str) -> None:
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._public_url = public_url

    def give(self, assertion: str) -> Pass:
        """A token for a proof. Raises BadToken; every reason but a copied key is told as one and the same."""
        try:
            tenant_id, device_id = _subject(assertion)
            key_id = str(header_of(assertion).get("kid"))
            found = self._store.write(
                at_the_door(tenant_id), lambda shop: self._visit(shop, assertion, device_id, key_id)
            ).result
        except (BadProof, Unknown) as problem:
            raise BadToken(problem.reason if isinstance(problem, BadProof) else "invalid_client") from None
        if found is None:
            raise BadToken("key_copied")
        device, nonce = found
        token = self._tokens.make(
            Holder.DEVICE, device.id, tenant_id, device.id, device.epoch, TOKEN_LIVES, key_thumbprint=key_id
        )
        return Pass(token, nonce)

    def _visit(
        self, shop: Repositories, assertion: str, device_id: UUID, key_id: str
    ) -> tuple[Device, str] | None:
        """None when two machines use the key: then the mirror is sent away, and that is written down."""
        device, key = _live(shop, device_id, key_id)
        audience = self._public_url + TOKEN_PATH
        proof = read_proof(
            ProofKind.CLIENT,
            assertion,
            self._clock.now(),
            key_from_jwk(json.loads(key.public_key)),
            aud=audience,
        )
        if not shop.seen_proofs.first_time(proof.id, proof.expires_at):
            raise BadProof("proof_used")
        nonce = secrets.token_urlsafe(_LEAST_NONCE)
        chain = visited(key.chain, _hashed(str(proof.claims.get("nonce", ""))), _hashed(nonce))
        if chain is None:
            _sound_alarm(shop, device)
            return None
        shop.device_keys.keep_chain(key, chain)
        seen = replace(device, last_seen_at=shop.moment)
        shop.devices.save(seen)
        return seen, nonce

    def rotate(self, access: Access, key_id: str, signed: str) -> DeviceKey:
        """Puts a new key, which the old one signed, in the old one's place; both count for a day. Raises BadProof."""
        assert access.actor.device_id is not None
        device_id = access.actor.device_id

        def work(shop: Repositories) -> DeviceKey:
            device, old = _live(shop, device_id, key_id)
            new = self._new_key(signed, old)
            shop.device_keys.add(replace(new, device_id=device_id, added_at=shop.moment))
            for kept in shop.device_keys.of_device(device_id):
                if kept.thumbprint != new.thumbprint and kept.not_after is None:
                    shop.device_keys.retire(kept, shop.moment + OVERLAP)
            shop.devices.save(replace(device, key_thumbprint=new.thumbprint, public_key=new.public_key))
            shop.audit.append(_rotated(shop, access, new))
            return new

        return self._store.write(access.scope, work).result

    def _new_key(self, signed: str, old: DeviceKey) -> DeviceKey:
        now, old_key = self._clock.now(), key_from_jwk(json.loads(old.public_key))
        outer = read_proof(ProofKind.ROTATE, signed, now, old_key, aud=self._public_url)
        inner = read_proof(
            ProofKind.NEW_KEY,
            str(outer.claims.get("new", "")),
            now,
            aud=self._public_url,
            replaces=old.thumbprint,
        )
        return DeviceKey(thumbprint(inner.key), old.device_id, json.dumps(public_jwk(inner.key)), now)


def _subject(assertion: str) -> tuple[UUID, UUID]:
    """(tenant, mirror) as the proof claims them. Raises BadProof."""
    tenant, _, device = unchecked_claim(assertion, "sub").partition(".")
    try:
        return UUID(tenant), UUID(device)
    except ValueError:
        raise BadProof("invalid_proof") from None


def _live(shop: Repositories, device_id: UUID, key_id: str) -> tuple[Device, DeviceKey]:
    """The mirror and its key, both of which count now. Raises Unknown or BadProof."""
    key = shop.device_keys.get(key_id)
    if key.device_id != device_id or not key.counts_at(shop.moment):
        raise BadProof("invalid_client")
    device = shop.devices.get(device_id)
    if device.status is not DeviceStatus.ACTIVE or shop.company.get().status is not TenantStatus.ACTIVE:
        raise BadProof("device_revoked")
    return device, key


def _hashed(nonce: str) -> str:
    """A nonce as its chain keeps it; none stays none."""
    return hashlib.sha256(nonce.encode()).hexdigest() if nonce else ""


def _sound_alarm(shop: Repositories, device: Device) -> None:
    revoke(shop, device.id)
    event = AuditEvent(
        shop.new_id(), shop.moment, ActorKind.DEVICE, device.id, "kiosk:keys:copied", "device", device.id,
        AuditResult.FAILED, {"key": device.key_thumbprint or ""},
    )  # fmt: skip
    shop.audit.append(event)


def _rotated(shop: Repositories, access: Access, new: DeviceKey) -> AuditEvent:
    return AuditEvent(
        shop.new_id(), shop.moment, ActorKind.DEVICE, access.actor.device_id, access.permission.value, "device",
        access.actor.device_id, AuditResult.COMPLETED, {"after": {"key": new.thumbprint}},
        access.origin.address, access.origin.request_id,
    )  # fmt: skip
