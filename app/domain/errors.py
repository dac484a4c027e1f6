"""Errors named by what to do next. Their text is for staff; customers see a calm screen."""

from __future__ import annotations


class ShopError(Exception):
    """Something the shop's program could not do; the subclass says what happens next."""


class RetryLater(ShopError):
    """It will work by itself after a while."""

    def __init__(self, reason: str, after_s: float) -> None:
        super().__init__(reason)
        self.after_s = after_s


class NeedsOwner(ShopError):
    """Only the owner of the shop can help: credentials, rights, plan."""


class UnusableRecord(ShopError):
    """One record is broken; report it and go on with the rest."""


class Refused(ShopError):
    """The one who asks may not, or the rules of the shop say no."""


class Unknown(ShopError):
    """There is no such thing here: missing and foreign things give this same answer."""


class Outdated(ShopError):
    """Somebody changed it meanwhile; read it again, then decide again."""


class AlreadyThere(ShopError):
    """Another one has this name, number or address; choose another or use that one."""


class UnusableSettings(Exception):
    """The settings cannot be read, or say something impossible; the text says where, what, and what is expected."""
