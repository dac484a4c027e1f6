"""Tells whether two machines use one key. Pure.

Each time a mirror gets a token it also gets a nonce, which it must bring next time: its visits form a chain.
An answer may be lost on the way, so the one before the newest is taken too: the chain then has a second tip.
A mirror goes on from one tip only. Whoever comes with a nonce of a chain that went on without it is another machine
with a copy of the key, or the first one after a copy went on.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_TIPS = 8
"""Answers lost in a row; older tips are forgotten, and whoever comes with one has to enrol again."""


@dataclass(frozen=True, slots=True)
class NonceChain:
    """Nonces as their hashes."""

    came_with: str = ""
    """What the newest visit brought; empty for the first."""
    tips: tuple[str, ...] = ()
    """What was given out since, newest last."""


FIRST = NonceChain()


def visited(chain: NonceChain, brought: str, given: str) -> NonceChain | None:
    """The chain after a visit; None when two machines use the key."""
    if brought in chain.tips:
        return NonceChain(brought, (given,))
    if brought == chain.came_with:
        return NonceChain(brought, (*chain.tips, given)[-MOST_TIPS:])
    return None
