from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.errors import UnusableRecord
from sync.platforms.values import RemoteImage
from sync.runs.counts import Counts
from sync.runs.pictures import fetch_pictures
from sync.runs.pull import pull
from sync.server.sync_figures import SyncFigures
from tests.fakes.joined_shop import join
from tests.fakes.platform import FakePlatform, a_remote


def test_each_connection_tells_its_lag_its_counts_and_what_waits(sqlite_database):
    from app.domain.syncing import RunKind
    from sync.runs.connection import run_once

    joined = join(sqlite_database, FakePlatform(a_remote(1)))
    run_once(joined.link, RunKind.PULL)
    joined.sell("SKU-1")
    joined.clock.advance(90)
    text = SyncFigures(joined.store, joined.clock).text().decode()
    label = f'connection="{joined.link.id}",platform="shopify"'
    assert f"varai_sync_lag_seconds{{{label}}} 90.0" in text
    assert f"varai_sync_unsent{{{label}}} 1.0" in text
    assert f'varai_sync_records{{{label},what="added"}} 1.0' in text
    assert "Nord" not in text


class SomePictures:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, url: str) -> Path:
        self.asked.append(url)
        if "broken" in url:
            raise UnusableRecord("The file is no picture that can be read.")
        return Path(url)


def test_pictures_are_fetched_once_and_a_broken_one_is_set_aside(sqlite_database):
    images = tuple(RemoteImage(n, f"https://x/{n}.jpg") for n in ("front", "broken"))
    joined = join(sqlite_database, FakePlatform(replace(a_remote(1), images=images)))
    joined.run(pull)
    cache, total = SomePictures(), Counts()
    for _ in range(2):
        fetch_pictures(joined.link, cache, total)
    assert (len(cache.asked), total.more["pictures"], total.more["pictures_refused"]) == (2, 1, 1)
    with joined.store.reading(joined.scope) as shop:
        (aside,) = shop.sync_log.all_set_aside(joined.link.id, 9)
    assert (aside.kind, aside.external_id) == ("image", "https://x/broken.jpg")
