"""What can go wrong on a line, beyond the domain's errors."""

from __future__ import annotations

from app.domain.errors import NeedsOwner, RetryLater


class OutcomeUnknown(RetryLater):
    """The line broke while the other side may have been writing: read before writing again."""


class ForbiddenAddress(NeedsOwner):
    """An address that must not be asked: not https, or inside this network."""
