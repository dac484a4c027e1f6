from __future__ import annotations

import json

import pytest

from app.services.recommend_rules import UnusableRules, parse_harmony
from tests.fakes.catalogues import HARMONY_FILE, shipped_harmony

RULE = {
    "id": "a",
    "faces": ["round"],
    "frames": {"rims": ["half"]},
    "score": 0.5,
    "reason": "r",
    "source": "s",
}


def rules(**changes):
    return json.dumps({"version": 1, "sources": {"s": "us"}, "rules": [RULE | changes]})


def test_the_shipped_rules_speak_of_every_face_shape():
    spoken_to = {face.value for rule in shipped_harmony().rules for face in rule.faces}
    assert spoken_to == {"round", "square", "oblong", "heart", "oval", "diamond", "triangle"}


def test_every_shipped_rule_names_a_listed_source():
    harmony = json.loads(HARMONY_FILE.read_text())
    assert {rule["source"] for rule in harmony["rules"]} <= harmony["sources"].keys()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"score": 2}, r"rules\[0\].score: .*less than or equal to 1"),
        ({"faces": ["hexagon"]}, r"rules\[0\].faces\[0\]: .*'heart'"),
        ({"faces": []}, r"rules\[0\].faces"),
        ({"frames": {"shapes": ["roundish"]}}, r"rules\[0\].frames.shapes\[0\]"),
        ({"frames": {}}, "give at least one of shapes"),
        ({"reason": ""}, "needs a reason"),
        ({"source": "nobody"}, "not listed under sources: nobody"),
        ({"colour": "red"}, r"rules\[0\].colour: Extra"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(changes, said):
    with pytest.raises(UnusableRules, match=said):
        parse_harmony(rules(**changes))


def test_two_rules_of_one_name_are_refused():
    twice = json.loads(rules())
    twice["rules"].append(RULE)
    with pytest.raises(UnusableRules, match="there twice: a"):
        parse_harmony(json.dumps(twice))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 2}', '{"version": 1, "sources": {}}'])
def test_a_file_that_is_no_rules_is_refused_in_words(content):
    with pytest.raises(UnusableRules, match="cannot be used"):
        parse_harmony(content)


def test_no_rules_are_rules_too():
    assert parse_harmony('{"version": 1, "sources": {}, "rules": []}').rules == ()
