"""Keeps our webhooks on a platform alive: missing ones are made, broken ones mended, doubles removed; ends them."""

from __future__ import annotations

from sync.platforms.subscribing import plan_subscriptions
from sync.runs.counts import Counts
from sync.runs.link import Link


def mend_subscriptions(link: Link, total: Counts) -> None:
    """After it every wanted topic is sent to us, once. Does nothing where nobody can send to us."""
    hooks = link.hooks
    if hooks is None or not link.adapter.capabilities.has_webhooks:
        return
    planned = plan_subscriptions(link.adapter.wanted_topics(), link.adapter.subscriptions(), hooks.address)
    for topic in planned.create:
        link.adapter.subscribe(topic, hooks.address, hooks.secret)
        total.more["hooks_made"] += 1
    for broken in planned.repair:
        link.adapter.repair(broken, hooks.address, hooks.secret)
        total.more["hooks_mended"] += 1
    for superfluous in planned.remove:
        link.adapter.unsubscribe(superfluous)
        total.more["hooks_removed"] += 1


def end_subscriptions(link: Link) -> None:
    """After it the platform sends nothing more to this connection's address. Raises what the adapter raises."""
    if link.hooks is None or not link.adapter.capabilities.has_webhooks:
        return
    for one in link.adapter.subscriptions():
        if one.address == link.hooks.address:
            link.adapter.unsubscribe(one)
