"""Finds out whether a trail is what was once written. Pure: records and checkpoints in, findings out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.audit import FIRST_HASH, AuditRecord, chain_hash
from app.domain.audit_checkpoint import Checkpoint


class Damage(StrEnum):
    """What was done to a trail; these words are stable."""

    CHANGED = "changed"
    """A record's content is not what its hash was made of."""
    MISSING = "missing"
    """Records were taken out."""
    UNLINKED = "unlinked"
    """A record does not follow the one before it."""
    TRUNCATED = "truncated"
    """The end was cut off."""
    FORKED = "forked"
    """The trail was written anew: it holds by itself, but is not the one that was signed."""
    FORGED_CHECKPOINT = "forged_checkpoint"
    """A checkpoint's signature is not ours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and from which record on."""

    damage: Damage
    sequence: int


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What a look over a trail found; it is whole when there are no findings."""

    record_count: int
    checkpoint_count: int
    findings: tuple[Finding, ...]
    head_hash: bytes
    """Of the newest record that was read."""


def check_trail(
    records: Iterable[AuditRecord],
    checkpoints: Sequence[Checkpoint],
    is_genuine: Callable[[Checkpoint], bool],
) -> TrailReport:
    """Reads a whole trail once, in constant memory.

    After the first break of the chain later records are only counted: nothing more can be said of them.
    """
    forged = [Finding(Damage.FORGED_CHECKPOINT, point.size) for point in checkpoints if not is_genuine(point)]
    signed: dict[int, set[bytes]] = defaultdict(set)
    for point in checkpoints:
        if is_genuine(point):
            signed[point.size].add(point.head_hash)
    chain = _Chain()
    forks = []
    for record in records:
        chain.take(record)
        if not chain.breaks and signed.pop(record.sequence, {record.hash}) != {record.hash}:
            forks.append(Finding(Damage.FORKED, record.sequence))
    beyond = [size for size in signed if size > chain.newest]
    cut = [Finding(Damage.TRUNCATED, chain.newest + 1)] if beyond else []
    findings = (*chain.breaks, *forks[:1], *cut, *forged)
    return TrailReport(chain.count, len(checkpoints), findings, chain.head)


class _Chain:
    """Follows the links up to the first that does not hold."""

    def __init__(self) -> None:
        self.count = 0
        self.newest = 0
        self.head = FIRST_HASH
        self.breaks: list[Finding] = []

    def take(self, record: AuditRecord) -> None:
        damage = None if self.breaks else self._damage(record)
        if damage is not None:
            self.breaks.append(Finding(damage, self.newest + 1))
        self.count += 1
        self.newest, self.head = record.sequence, record.hash

    def _damage(self, record: AuditRecord) -> Damage | None:
        if record.sequence != self.newest + 1:
            return Damage.MISSING
        if record.previous_hash != self.head:
            return Damage.UNLINKED
        if record.hash != chain_hash(record.sequence, record.previous_hash, record.event):
            return Damage.CHANGED
        return None
