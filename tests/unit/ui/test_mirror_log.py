"""The mirror's log: whole from the beginning, of limited size, and no reason to stop."""

from __future__ import annotations

import json
import logging

import pytest

from ui.kiosk.mirror_log import FILE, MirrorLog

LOG = logging.getLogger("ui.test")


@pytest.fixture
def log(tmp_path):
    made = MirrorLog(tmp_path)
    yield made
    made.close()


def events(folder):
    return [json.loads(line)["event"] for line in (folder / FILE).read_text().splitlines()]


def test_what_happened_before_the_file_was_open_is_in_it_too(log, tmp_path):
    LOG.info("early")
    logging.getLogger("alembic").info("noise")
    assert not (tmp_path / FILE).exists()
    log.open()
    log.open()
    logging.getLogger("elsewhere").info("noise")
    LOG.warning("later", extra={"asked": "https://x/?client_secret=hush-hush"})
    assert events(tmp_path) == ["early", "later"]
    assert "hush" not in (tmp_path / FILE).read_text()


def test_it_stays_small(log, tmp_path):
    log.open()
    for _ in range(30):
        LOG.info("x" * 2**19)
    files = list((tmp_path / FILE).parent.iterdir())
    assert len(files) == 5
    assert sum(file.stat().st_size for file in files) < 11 * 2**20


def test_a_full_disk_stops_nobody_and_says_nothing_on_the_screen(log, tmp_path, capsys):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).symlink_to("/dev/full")
    log.open()
    LOG.info("lost")
    assert capsys.readouterr() == ("", "")


def test_a_folder_that_cannot_be_made_stops_nobody(log, tmp_path, capsys):
    (tmp_path / FILE).parent.write_text("in the way")
    log.open()
    LOG.info("lost")
    assert capsys.readouterr() == ("", "")
