"""`varai pages save|show|versions|diff|rollback` on a machine's own shop."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from ui.cli import app

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def pages(data_dir):
    def run(*arguments: object):
        return RUNNER.invoke(app, ["pages", *map(str, arguments)], env={"VARAI_DATA_DIR": str(data_dir)})

    return run


def own(footer: str) -> str:
    return f'{{% extends "boutique/body" %}}\n{{% block footer %}}\n<p>{footer}</p>\n{{% endblock %}}\n'


@pytest.fixture
def text(tmp_path):
    def written(footer: str):
        (tmp_path / "text.html").write_text(own(footer))
        return tmp_path / "text.html"

    return written


def test_a_text_is_saved_changed_compared_and_rolled_back(pages, text):
    assert pages("save", "mine", text("first")).output == "Version 1 of mine is saved.\n"
    assert pages("save", "mine", text("second")).output == "Version 2 of mine is saved.\n"
    changed = pages("diff", "mine", 1, 2).output
    assert "-<p>first</p>\n+<p>second</p>\n" in changed
    assert pages("rollback", "mine", 1).output == "Version 3 of mine says what version 1 said.\n"
    assert pages("show", "mine").output == own("first")
    assert pages("show", "mine", "--version", 2).output == own("second")
    assert [line[0] for line in pages("versions", "mine").output.splitlines()] == ["1", "2", "3"]
    assert pages("diff", "mine", 1, 3).output == "The two versions say the same.\n"
    assert "mine (version 3)" in pages("templates").output


def test_what_cannot_be_used_is_refused_with_its_reason(pages, text, tmp_path):
    (tmp_path / "bad.html").write_text("\n{{ site.__class__ }}")
    refused = pages("save", "bad", tmp_path / "bad.html")
    assert refused.exit_code == 2
    assert "line 2, column 9" in refused.output
    assert "no page template 'bad'" in pages("show", "bad").output
    assert pages("save", "other", tmp_path / "missing.html").exit_code == 2
    assert pages("save", "other", text("x"), "--base", "nothing").exit_code == 2
    assert pages("rollback", "nobody", 1).exit_code == 2
