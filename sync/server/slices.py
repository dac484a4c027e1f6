"""All slices of the server, in the order of its description."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from sync.server.watch import routes as watch


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the API; `about` introduces it in the description."""

    router: APIRouter
    about: str


SLICES: tuple[Slice, ...] = (Slice(watch.router, "Health and figures of the server itself."),)
