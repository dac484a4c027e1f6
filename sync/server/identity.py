"""Who is behind a token now: the person or the mirror, checked against the store at every request."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from app.access.authorise import at_the_door
from app.access.rights import Rights, rights_of
from app.access.tokens import BadToken, Claims, Holder
from app.domain.access import Actor, BuiltInRole, DeviceStatus, UserStatus
from app.domain.errors import Unknown
from app.domain.reach import WHOLE_TENANT, Reach
from app.domain.roles import BREAK_GLASS, ROLE_PERMISSIONS
from app.domain.sign_in import Standing
from app.domain.tenancy import TenantScope, TenantStatus
from app.ports import WallClock
from app.store.unit_of_work import Repositories, ShopStore

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody known, with all they may do."""

    actor: Actor
    rights: Rights
    claims: Claims


class Identities:
    """Turns claims into an identity. Rights are remembered for an epoch: a change raises it."""

    def __init__(self, store: ShopStore, clock: WallClock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._rights: OrderedDict[tuple[UUID, UUID, int], Rights] = OrderedDict()

    def of(self, claims: Claims) -> Identity:
        """Raises BadToken when the person, the mirror, the sign-in or the tenant does not count any more."""
        match claims.holder:
            case Holder.STAFF:
                return self._person(claims)
            case Holder.DEVICE:
                return self._mirror(claims)
            case Holder.BREAK_GLASS:
                return self._guest(claims)

    def _person(self, claims: Claims) -> Identity:
        scope = at_the_door(claims.tenant_id)
        self._check(self._store.standings.of_person(scope, claims.session_id, claims.subject), claims)
        rights = self._rights_in(scope, claims)
        return Identity(Actor(claims.tenant_id, rights.permissions, user_id=claims.subject), rights, claims)

    def _check(self, standing: Standing | None, claims: Claims) -> None:
        if standing is None or standing.user is not UserStatus.ACTIVE:
            raise BadToken("account_disabled")
        if standing.tenant is not TenantStatus.ACTIVE:
            raise BadToken("tenant_suspended")
        if standing.session_revoked_at is not None or standing.session_expires_at <= self._clock.now():
            raise BadToken("session_ended")
        if standing.epoch != claims.epoch:
            raise BadToken("rights_changed")

    def _rights_in(self, scope: TenantScope, claims: Claims) -> Rights:
        key, now = (claims.tenant_id, claims.subject, claims.epoch), self._clock.now()
        known = self._rights.get(key)
        if known is None or (known.valid_until is not None and known.valid_until <= now):
            with self._store.reading(scope) as shop:
                known = rights_of(shop.rights.of_user(claims.subject), shop.rights.all_roles(), now)
            with self._lock:
                self._rights[key] = known
                if len(self._rights) > _REMEMBERED:
                    self._rights.popitem(last=False)
        return known

    def _mirror(self, claims: Claims) -> Identity:
        standing = self._store.standings.of_mirror(at_the_door(claims.tenant_id), claims.subject)
        if standing is None or standing.status is not DeviceStatus.ACTIVE:
            raise BadToken("device_revoked")
        if standing.tenant is not TenantStatus.ACTIVE:
            raise BadToken("tenant_suspended")
        if standing.epoch != claims.epoch:
            raise BadToken("rights_changed")
        reach = Reach(stores=frozenset({standing.store_id}))
        rights = Rights(dict.fromkeys(ROLE_PERMISSIONS[BuiltInRole.KIOSK_DEVICE], reach))
        return Identity(Actor(claims.tenant_id, rights.permissions, device_id=claims.subject), rights, claims)

    def _guest(self, claims: Claims) -> Identity:
        """A platform admin who looks in: the look must be open here, and the admin still be one at home."""
        if claims.home is None:
            raise BadToken("invalid_token")
        home = at_the_door(claims.home.tenant_id)
        self._check(self._store.standings.of_person(home, claims.home.session_id, claims.subject), claims)
        with self._store.reading(at_the_door(claims.tenant_id)) as shop:
            self._check_look(shop, claims)
        rights = Rights(dict.fromkeys(BREAK_GLASS, WHOLE_TENANT))
        return Identity(Actor(claims.tenant_id, rights.permissions, user_id=claims.subject), rights, claims)

    def _check_look(self, shop: Repositories, claims: Claims) -> None:
        try:
            look = shop.broken_glass.get(claims.session_id)
        except Unknown:
            raise BadToken("session_ended") from None
        if look.admin_user_id != claims.subject or not look.holds_at(self._clock.now()):
            raise BadToken("session_ended")
