"""What went wrong on a line, in words for whoever runs the shop: what it is, and what they can do."""

from __future__ import annotations

import re

import httpx2

_CERTIFICATE = re.compile(r"certificate verify failed: (.+?)(?: \(_ssl|$)")
_OF_TIME = ("expired", "not yet valid")


def of_broken_line(problem: Exception, host: str, told: str) -> str:
    """`told` is what the library says, without secrets."""
    if isinstance(problem, httpx2.ConnectTimeout | httpx2.ReadTimeout | httpx2.WriteTimeout):
        return f"{host} does not answer in time."
    if not isinstance(problem, httpx2.ConnectError):
        return f"The line to {host} broke in the middle."
    if told.endswith("cannot be found"):
        return f"{host} cannot be found. Is the address right, and is this machine in the network?"
    if "SSL" in told:
        return f"{host} does not answer over https. Is the address right?"
    return f"Nobody answers at {host}. Is the address right, and is this machine in the network?"


def of_certificate(host: str, told: str) -> str:
    """None of these goes away by itself."""
    found = _CERTIFICATE.search(told)
    reason = found[1] if found else told
    advice = (
        "It must be renewed there, or this machine's clock is wrong."
        if any(word in reason for word in _OF_TIME)
        else "It must be put right there; one of your own is trusted with --ca-file."
    )
    return f"The certificate of {host} does not count: {reason}. {advice}"


def of_status(host: str, status: int, asked_s: float | None) -> str:
    """A status that asks to come again."""
    again = f" It asks to be left alone for {asked_s:.0f} s." if asked_s else ""
    if status == 429:
        return f"{host} is asked too often (429).{again}"
    if status == 503:
        return f"{host} is closed for the moment, for maintenance or because it is busy (503).{again}"
    return f"{host} has a fault of its own ({status}).{again}"
