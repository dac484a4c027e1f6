"""The door people come in by: password, second factor, and the counts of those who try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.access.authorise import Origin, at_the_door, at_the_front_door
from app.access.renewal import Renewal, Verdict, judge, read_renewal
from app.access.second_factor import accepted_step
from app.access.tokens import Holder
from app.domain.access import User, UserStatus
from app.domain.audit import AuditResult
from app.domain.errors import Unknown
from app.domain.sign_in import Passkey, SecondFactor, Session
from app.domain.tenancy import Tenant, TenantStatus
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.passkey_door import is_signed
from sync.server.sign_in.schemas import Login, TokenPair
from sync.server.trail import note_door

ACCESS_LIVES = timedelta(minutes=5)
SESSION_LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Found:
    """Who the sign-in names, as far as there is such a person."""

    tenant: Tenant | None
    user: User | None
    factor: SecondFactor | None
    passkeys: tuple[Passkey, ...] = ()

    @property
    def has_code(self) -> bool:
        return self.factor is not None and self.factor.confirmed_at is not None

    @property
    def counts(self) -> bool:
        return (
            self.tenant is not None
            and self.tenant.status is TenantStatus.ACTIVE
            and self.user is not None
            and self.user.status is UserStatus.ACTIVE
        )


def sign_in(parts: ServerParts, login: Login, origin: Origin, agent: str) -> TokenPair:
    """Tokens for the right password (and code). Every wrong part gives the same answer, in the same time."""
    tries = _Tries(parts, f"{login.tenant}/{login.email}", origin.address)
    tries.check()
    found = _find(parts, login)
    kept = found.user.password_hash if found.user and found.counts else None
    if not parts.passwords.is_right(login.password.get_secret_value(), kept):
        _fail(parts, tries, found, origin, "wrong password")
        raise ApiError(401, "wrong_credentials", "Company, address or password are not right.")
    assert found.user is not None
    assert found.tenant is not None
    step = _check_second(parts, tries, found, login, origin)
    tries.succeeded()
    return _let_in(parts, found, step, login, origin, agent)


def renew(parts: ServerParts, text: str, origin: Origin) -> TokenPair:
    """New tokens for the newest refresh token. An older one ends the session: somebody has a copy of it."""
    renewal = read_renewal(text, parts.sealing)
    if renewal is None:
        raise _session_ended()

    def work(shop: Repositories) -> TokenPair | None:
        session, user = _of_renewal(shop, renewal)
        if session is None or user is None:
            return None
        verdict = judge(renewal, session, shop.moment)
        if verdict is Verdict.RENEW and not shop.sessions.rotate(session.id, session.generation):
            verdict, session = Verdict.REPEAT, shop.sessions.get(session.id)
        if verdict is Verdict.REUSED:
            shop.sessions.revoke(session.id, "a refresh token was used twice")
            note_door(shop, "session:reused", user.id, AuditResult.DENIED, origin, session=str(session.id))
        if verdict in {Verdict.REUSED, Verdict.ENDED}:
            return None
        newest = session.generation + (verdict is Verdict.RENEW)
        return tokens_for(parts, renewal.tenant_id, user, replace(session, generation=newest))

    renewed = parts.store.write(at_the_door(renewal.tenant_id), work).result
    if renewed is None:
        raise _session_ended()
    return renewed


def tokens_for(parts: ServerParts, tenant_id: UUID, user: User, session: Session) -> TokenPair:
    """Both tokens of a session as it is now."""
    access = parts.tokens.make(Holder.STAFF, user.id, tenant_id, session.id, user.epoch, ACCESS_LIVES)
    refresh = Renewal(tenant_id, session.id, session.generation).written(parts.sealing)
    return TokenPair(access_token=access, refresh_token=refresh, expires_in=int(ACCESS_LIVES.total_seconds()))


def _of_renewal(shop: Repositories, renewal: Renewal) -> tuple[Session | None, User | None]:
    try:
        session = shop.sessions.get(renewal.session_id)
        user = shop.staff.get(session.user_id)
    except Unknown:
        return None, None
    counts = user.status is UserStatus.ACTIVE and shop.company.get().status is TenantStatus.ACTIVE
    return session, user if counts else None


def _find(parts: ServerParts, login: Login) -> _Found:
    try:
        with parts.store.reading_directory(at_the_front_door()) as directory:
            tenant = directory.by_slug(login.tenant)
    except Unknown:
        return _Found(None, None, None)
    with parts.store.reading(at_the_door(tenant.id)) as shop:
        try:
            user = shop.staff.by_email(login.email)
        except Unknown:
            return _Found(tenant, None, None)
        return _Found(tenant, user, shop.second_factors.of_user(user.id), shop.passkeys.of_user(user.id))


def _check_second(
    parts: ServerParts, tries: _Tries, found: _Found, login: Login, origin: Origin
) -> int | None:
    """The step of the code; None for a passkey, or for people without a second factor. Raises ApiError."""
    if not found.has_code and not found.passkeys:
        return None
    if login.passkey is not None and found.passkeys:
        _check_passkey(parts, tries, found, login.passkey, origin)
        return None
    if login.code is None or found.factor is None or not found.has_code:
        raise _needs_second(found)
    step = accepted_step(found.factor, parts.sealing, login.code, parts.clock.now())
    if step is None:
        _fail(parts, tries, found, origin, "wrong code")
        raise ApiError(401, "wrong_code", "The code is not right, or was used before.")
    return step


def _check_passkey(
    parts: ServerParts, tries: _Tries, found: _Found, answer: dict[str, Any], origin: Origin
) -> None:
    assert found.tenant is not None
    scope = at_the_door(found.tenant.id)
    if not parts.store.write(scope, lambda shop: is_signed(parts, shop, found.passkeys, answer)).result:
        _fail(parts, tries, found, origin, "wrong passkey")
        raise ApiError(401, "wrong_passkey", "The passkey could not be checked. Begin anew.")


def _needs_second(found: _Found) -> ApiError:
    if found.has_code:
        return ApiError(401, "needs_code", "Send the code of the authenticator app too.")
    return ApiError(401, "needs_passkey", "Sign with your passkey too: POST /v1/auth/passkey.")


def _let_in(
    parts: ServerParts, found: _Found, step: int | None, login: Login, origin: Origin, agent: str
) -> TokenPair:
    assert found.user is not None
    assert found.tenant is not None
    user, rehashed = found.user, None
    if parts.passwords.needs_rehash(user.password_hash or ""):
        rehashed = parts.passwords.hash(login.password.get_secret_value())

    def work(shop: Repositories) -> Session:
        fresh = shop.staff.get(user.id)
        if rehashed and fresh.password_hash == user.password_hash:
            shop.staff.save(replace(fresh, password_hash=rehashed))
        if found.factor and step is not None:
            shop.second_factors.put(replace(found.factor, last_step=step))
        session = new_session(shop, user.id, origin, agent)
        note_door(shop, "session:open", user.id, AuditResult.COMPLETED, origin, session=str(session.id))
        return session

    session = parts.store.write(at_the_door(found.tenant.id), work).result
    parts.metrics.signed_in("done")
    return tokens_for(parts, found.tenant.id, user, session)


def new_session(shop: Repositories, user_id: UUID, origin: Origin, agent: str) -> Session:
    """A session that begins now."""
    now = shop.moment
    session = Session(
        shop.new_id(), user_id, now, now + SESSION_LIVES, now, address=origin.address, agent=_line(agent)
    )
    shop.sessions.open(session)
    return session


def _fail(parts: ServerParts, tries: _Tries, found: _Found, origin: Origin, why: str) -> None:
    parts.metrics.signed_in(why.replace(" ", "_"))
    if found.tenant is not None:
        who = found.user.id if found.user else None
        parts.store.write(
            at_the_door(found.tenant.id),
            lambda shop: note_door(shop, "session:open", who, AuditResult.DENIED, origin, why=why),
        )
    tries.failed()


def _line(agent: str) -> str:
    return "".join(character for character in agent if character.isprintable())[:200]


def _session_ended() -> ApiError:
    return ApiError(401, "session_ended", "This sign-in has ended. Sign in again.")


class _Tries:
    """Failed tries of one account, of one address, and of all."""

    def __init__(self, parts: ServerParts, account: str, address: str) -> None:
        rules = parts.settings
        self._door = parts.door
        self._account = (rules.sign_in_per_account, "account", account)
        self._all = (
            self._account,
            (rules.sign_in_per_address, "address", address),
            (rules.sign_in_in_all, "all"),
        )

    def check(self) -> None:
        for rule, *who in self._all:
            self._door.check(rule, *who)

    def failed(self) -> None:
        for rule, *who in self._all:
            self._door.count(rule, *who)

    def succeeded(self) -> None:
        rule, *who = self._account
        self._door.forget(rule, *who)
