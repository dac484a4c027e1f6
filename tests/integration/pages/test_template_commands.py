from __future__ import annotations

import json

from typer.testing import CliRunner

from ui.cli import app

RUNNER = CliRunner()


def lines(command: str, *files: object) -> tuple[int, list[dict]]:
    answer = RUNNER.invoke(app, ["pages", command, *map(str, files), "--json"])
    return answer.exit_code, [json.loads(line) for line in answer.stdout.splitlines()]


def written(folder, **texts: str | bytes):
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.html"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        paths.append(path)
    return paths


def test_each_file_gets_a_line_with_the_verdict_and_its_reasons(tmp_path):
    files = written(tmp_path, good="<p>{{ site.name }}</p>", bad="\n{{ site.__class__ }}")
    code, (good, bad) = lines("validate", *files)
    assert code == 1
    assert good == {"file": str(files[0]), "accepted": True, "reasons": []}
    assert bad["reasons"] == ["line 2, column 9: names that begin with an underscore are out of reach"]


def test_good_templates_end_well(tmp_path):
    assert lines("validate", *written(tmp_path, good="<p>{{ site.name }}</p>"))[0] == 0


def test_anything_may_be_named_as_a_file(tmp_path):
    files = written(tmp_path, binary=b"\xff\xfe\x00", long="x" * 70_000)
    code, found = lines("validate", tmp_path / "missing", tmp_path, *files, "/dev/zero")
    assert (code, [line["accepted"] for line in found]) == (1, [False] * 5)
    assert [line["ok"] for line in lines("try", tmp_path / "missing", tmp_path, *files)[1]] == [False] * 4


def test_trying_shows_size_time_and_what_stopped_it(tmp_path):
    files = written(tmp_path, good="<p>{{ product.name }}</p>", bad="{{ site.nothing }}", hog="{{ 9**9**9 }}")
    code, (good, bad, hog) = lines("try", *files)
    assert code == 1
    assert (good["ok"], good["output_bytes"], good["reason"]) == (True, len("<p>Elmwood</p>"), "")
    assert good["ms"] > 0
    assert (bad["ok"], hog["ok"]) == (False, False)
    assert "line 1" in bad["reason"]
    assert "adding" in hog["reason"]


def test_a_template_that_rests_on_a_shipped_one_can_be_tried(tmp_path):
    own = '{% extends "boutique/body" %}{% block footer %}<p>{{ site.name }}</p>{% endblock %}'
    code, (tried,) = lines("try", *written(tmp_path, own=own))
    assert (code, tried["reason"]) == (0, "")
    assert tried["output_bytes"] > 5_000
    assert lines("validate", *written(tmp_path, shell='{% extends "shell" %}'))[0] == 1


def test_people_read_words(tmp_path):
    files = written(tmp_path, bad="{{ config }}")
    assert "no page knows `config`" in RUNNER.invoke(app, ["pages", "validate", str(files[0])]).stdout
    assert "stopped: line 1" in RUNNER.invoke(app, ["pages", "try", str(files[0])]).stdout
