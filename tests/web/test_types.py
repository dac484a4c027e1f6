"""The components' types, as a shop's own TypeScript meets them; and that the description names what there is."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.web.conftest import NODE, WEB_SOURCES

CONSUMER = WEB_SOURCES.parents[1] / "tests" / "web" / "consumer.ts"
STRICTLY = [
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
]
WRONG = {
    "a look without its picture": ("results.keep({ picture: mirror.snapshot(), ", "results.keep({ "),
    "a language nobody speaks": ('language: Language = "ar"', 'language: Language = "xx"'),
    "an event that is never sent": ('"virtual_try_on_started"', '"virtual_try_on_begun"'),
}


def complaints(text, folder):
    """What the compiler says of a page with this code."""
    file = folder / "consumer.ts"
    file.write_text(text.replace("../../build/web/", f"{WEB_SOURCES.parents[1]}/build/web/"))
    compiler = WEB_SOURCES / "node_modules" / "typescript" / "bin" / "tsc"
    command = [NODE, compiler, *STRICTLY, "--lib", "es2022,dom,dom.iterable", file]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return run.stdout + run.stderr


def test_everything_described_is_exported_with_its_types(web_bundle, tmp_path):
    assert complaints(CONSUMER.read_text(), tmp_path) == ""


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_refused_by_the_compiler(web_bundle, tmp_path, name):
    right, wrong = WRONG[name]
    text = CONSUMER.read_text()
    assert right in text
    assert "consumer.ts(" in complaints(text.replace(right, wrong), tmp_path)


def test_the_description_names_every_event_and_no_other():
    described = re.findall(r"`(virtual_try_on_\w+)`", (WEB_SOURCES / "README.md").read_text())
    sent = re.findall(r'\| "(virtual_try_on_\w+)"', (WEB_SOURCES / "src/page/events.ts").read_text())
    assert set(described) == set(sent)
    assert len(sent) == 10
