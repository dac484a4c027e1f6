"""The three-way plan: what we say, what the platform says, what both said when they last agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.products import ProductStatus
from sync.reconcile.policy import Policy, Winner
from sync.reconcile.sheet import Fields, Marks, Sheet, Synced, mark

_STATUS = "status"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed a field to something else; the loser's value is kept here."""

    sku: str | None
    field: str
    ours: object
    theirs: object
    winner: Winner


@dataclass(frozen=True, slots=True)
class Plan:
    """What both sides must say, what of it each lacks now, and what they disagreed upon."""

    agreed: Sheet
    """Of the fields that the platform carries."""
    for_us: Sheet
    """What must change here: only fields that differ."""
    for_platform: Sheet
    """What must be written there: only fields that differ."""
    drop_here: frozenset[str]
    """SKUs we must no longer sell."""
    drop_there: frozenset[str]
    conflicts: tuple[Conflict, ...]

    @property
    def changes_us(self) -> bool:
        return bool(self.for_us.product or self.for_us.variants or self.drop_here)

    @property
    def changes_platform(self) -> bool:
        return bool(self.for_platform.product or self.for_platform.variants or self.drop_there)


def plan(local: Sheet, remote: Sheet, last: Synced, policy: Policy) -> Plan:
    """What must change here and there so that both sides say the same of this product.

    A change of one side alone reaches the other. Where both changed, the policy's winner stays. Without a last
    agreement the winner stays too, but an empty field never wins over a filled one. Fields that the platform does
    not carry (missing from `remote`) are left alone; those that may not be written there follow it.
    What was taken off sale here stays on sale there, unless the policy says otherwise: each side keeps its status.
    Which variants there are is the winner's list, on both sides.
    """
    conflicts: list[Conflict] = []
    product = _merge(local.product, remote.product, last.product, policy, None, conflicts)
    keeper = local if policy.decides_variants else remote
    variants = {sku: _merge_variant(sku, local, remote, last, policy, conflicts) for sku in keeper.variants}
    agreed = Sheet(product, variants)
    return Plan(
        agreed,
        for_us=_lacking(local, agreed),
        for_platform=_lacking(remote, agreed),
        drop_here=frozenset(local.variants) - frozenset(agreed.variants),
        drop_there=frozenset(remote.variants) - frozenset(agreed.variants),
        conflicts=tuple(conflicts),
    )


def _merge_variant(
    sku: str, local: Sheet, remote: Sheet, last: Synced, policy: Policy, conflicts: list[Conflict]
) -> Fields:
    ours, theirs = local.variants.get(sku), remote.variants.get(sku)
    if ours is None or theirs is None:
        return theirs if ours is None else _only_carried(ours, remote)  # type: ignore[return-value]  # one has it
    return _merge(ours, theirs, last.variants.get(sku, {}), policy, sku, conflicts)


def _only_carried(ours: Fields, remote: Sheet) -> Fields:
    """What a platform can take of a variant that only we have: the fields its other variants carry."""
    carried = next(iter(remote.variants.values()), ours)
    return {name: value for name, value in ours.items() if name in carried}


def _merge(
    ours: Fields, theirs: Fields, last: Marks, policy: Policy, sku: str | None, conflicts: list[Conflict]
) -> dict[str, object]:
    merged = {}
    for name, their_value in theirs.items():
        our_value = ours.get(name)
        if name == _STATUS and _stays_on_sale(our_value, their_value, last.get(name), policy):
            continue
        if not policy.may_write(name):
            merged[name] = their_value
            continue
        winner = policy.winner(name)
        merged[name], is_conflict = _settle(our_value, their_value, last.get(name), winner)
        if is_conflict:
            conflicts.append(Conflict(sku, name, our_value, their_value, winner))
    return merged


def _stays_on_sale(ours: object, theirs: object, last: str | None, policy: Policy) -> bool:
    """Whether it was taken off sale here, which the platform's customers are not to notice."""
    is_withdrawn = last is not None and mark(ours) != last and ours is not ProductStatus.PUBLISHED
    return is_withdrawn and theirs is ProductStatus.PUBLISHED and not policy.withdraws_products


def _settle(ours: object, theirs: object, last: str | None, winner: Winner) -> tuple[object, bool]:
    """The value both shall have, and whether somebody's change is lost by it."""
    if ours == theirs:
        return theirs, False
    if last is None:
        return _first_contact(ours, theirs, winner), False
    if mark(ours) == last:
        return theirs, False
    if mark(theirs) == last:
        return ours, False
    return (theirs if winner is Winner.PLATFORM else ours), True


def _first_contact(ours: object, theirs: object, winner: Winner) -> object:
    preferred, other = (theirs, ours) if winner is Winner.PLATFORM else (ours, theirs)
    return other if _is_empty(preferred) else preferred


def _is_empty(value: object) -> bool:
    return value is None or value in ("", ())


def _lacking(have: Sheet, agreed: Sheet) -> Sheet:
    variants = {
        sku: lacked
        for sku, values in agreed.variants.items()
        if (lacked := _differing(have.variants.get(sku), values)) is not None
    }
    return Sheet(_differing(have.product, agreed.product) or {}, variants)


def _differing(have: Fields | None, agreed: Mapping[str, object]) -> Fields | None:
    """Fields that `have` lacks; None when nothing does. All of them for a variant that is not there."""
    if have is None:
        return agreed
    return {name: value for name, value in agreed.items() if have.get(name) != value} or None
