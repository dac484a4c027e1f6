"""Opens this machine's shop for the pages commands; whatever is refused becomes one sentence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.commands.pages_studio import PagesStudio

REFUSED = 1


@contextmanager
def opened_studio() -> Iterator[PagesStudio]:
    """This machine's shop with all that builds pages."""
    from app.domain.errors import ShopError, UnusableSettings
    from app.settings import Settings
    from ui.commands.pages_studio import pages_studio
    from ui.shop import ShopClosed

    try:
        with pages_studio(Settings()) as studio:
            yield studio
    except (ShopError, ShopClosed, UnusableSettings) as problem:
        stop(str(problem), UNUSABLE_INPUT)
    except OSError as problem:
        stop(f"The file system refuses: {problem}.", REFUSED)
