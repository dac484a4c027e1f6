"""`varai pages preview`: on this machine only, always what was saved last, and readable where that is wrong."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.site_server import answering
from ui.commands.pages_preview import Changes, Preview, newest_change, rebuild_when_changed

VARAI = str(Path(sys.executable).with_name("varai"))


@contextmanager
def served(folder):
    """(changes, ask); `ask` returns status and text."""
    changes = Changes()
    server = Preview(folder, 0, changes)
    with answering(server):
        try:
            yield changes, lambda path: ask(server.server_port, path)
        finally:
            changes.end()


def ask(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=240)
    line.request("GET", path)
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text("<body>Home</body>")
    (tmp_path / "404.html").write_text("<body>Nothing</body>")
    (tmp_path / "site.css").write_text("p {}")
    return tmp_path


def test_pages_listen_for_changes_and_what_is_wrong_is_shown_in_their_place(folder):
    with served(folder) as (changes, asked):
        status, home = asked("/")
        assert (status, "Home" in home, "/__reload.js" in home) == (200, True, True)
        changes.happened('line 3, column 5: “<b>” is <script>; line 4, column 1: "x" & y')
        for path in ("/", "/index.html", "/glasses/?x=1.css"):
            status, wrong = asked(path)
            assert (status, "/__reload.js" in wrong) == (503, True)
            assert "<li>line 3, column 5: “&lt;b&gt;” is &lt;script&gt;</li><li>line 4, column 1:" in wrong
        assert asked("/site.css") == (200, "p {}")
        changes.happened()
        assert asked("/")[0] == 200
        assert asked("/nothing")[0] == 404


def test_only_this_machine_can_ask(folder):
    changes = Changes()
    server = Preview(folder, 0, changes)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


def test_whatever_is_saved_is_built_once_and_told(tmp_path):
    file, changes, over, built = tmp_path / "settings.toml", Changes(), threading.Event(), threading.Event()
    file.write_text("one")
    seen = newest_change([file])

    def build():
        built.set()
        return file.read_text()

    watch = threading.Thread(
        target=rebuild_when_changed, args=(seen, lambda: newest_change([file]), build, changes, over)
    )
    watch.start()
    (tmp_path / "new").write_text("two")
    (tmp_path / "new").replace(file)
    assert built.wait(60)
    changes.wait(0)
    over.set()
    watch.join()
    assert (changes.count, changes.problem) == (1, "two")


def test_a_file_that_is_just_being_replaced_stops_nobody(tmp_path):
    assert newest_change([tmp_path / "gone.toml"]) == 0


def test_a_text_is_tried_before_it_is_saved_and_its_mistakes_are_shown_by_line_and_column(tmp_path):
    text, settings = tmp_path / "mine.html", tmp_path / "settings.json"
    text.write_text('{% extends "boutique/body" %}\n{{ site.__class__ }}\n')
    settings.write_text(json.dumps({"name": "Optik Ost", "editions": [{"locale": "en", "currency": "EUR"}]}))
    command = [VARAI, "pages", "preview", "--settings", str(settings), "--text", str(text), "--port", "0"]
    environment = {"VARAI_DATA_DIR": str(tmp_path / "data"), "PATH": "", "PYTHONUNBUFFERED": "1"}
    said = (tmp_path / "said.txt").open("w")
    with (
        said,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        try:
            address = process.stdout.readline()
            port = int(address.split(":")[2].split("/")[0])
            status, wrong = ask(port, "/")
            assert (status, "mine.html: line 2, column" in wrong, "underscore" in wrong) == (503, True, True)
            own = '{% extends "boutique/body" %}\n{% block footer %}<p>My own footer</p>{% endblock %}\n'
            news = listening(port)
            text.write_text(own)
            assert heard(news)
            assert "My own footer" in ask(port, "/")[1]
            settings.write_text("{")
            assert heard(news)
            assert "settings.json is not understood" in ask(port, "/")[1]
            news.close()
        finally:
            process.terminate()
    assert "line 2" in (tmp_path / "said.txt").read_text()


def listening(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=240)
    line.request("GET", "/__changes")
    return line.getresponse()


def heard(news):
    """Whether a page was told that something changed."""
    return any(line == b"data: changed\n" for line in iter(news.readline, b""))
