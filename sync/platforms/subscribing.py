"""Which webhooks must be made, mended or taken away. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.platforms.values import Subscription


@dataclass(frozen=True, slots=True)
class SubscriptionPlan:
    create: tuple[str, ...] = ()
    """Topics."""
    repair: tuple[Subscription, ...] = ()
    """Disabled, or at an old address of ours."""
    remove: tuple[Subscription, ...] = ()
    """A second one of a topic, or a topic that is not wanted any more."""


def plan_subscriptions(
    wanted: Iterable[str], existing: Iterable[Subscription], address: str
) -> SubscriptionPlan:
    """After it, every wanted topic has exactly one active webhook at `address`. Only ours may stand in
    `existing`."""
    topics = tuple(dict.fromkeys(wanted))
    kept: dict[str, Subscription] = {}
    remove = []
    for one in sorted(existing, key=lambda one: not _is_sound(one, address)):
        if one.topic in topics and one.topic not in kept:
            kept[one.topic] = one
        else:
            remove.append(one)
    return SubscriptionPlan(
        create=tuple(topic for topic in topics if topic not in kept),
        repair=tuple(one for one in kept.values() if not _is_sound(one, address)),
        remove=tuple(remove),
    )


def _is_sound(subscription: Subscription, address: str) -> bool:
    return subscription.is_active and subscription.address == address
