"""The skill's source: both languages from one tree, nothing missing, nothing stale."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import operate.skill
from handover.pages import page_texts
from operate.errors import OperatorError
from operate.skill import FILES, ROOT, built
from operate.skill.document import skill_in
from operate.skill.nodes import Choice, Node, Text
from operate.skill.words import Words


def words(folder: Path, texts: str) -> Words:
    """The words of a language `en` with these texts, besides its name and description."""
    (folder / "en").mkdir()
    (folder / "en/intents.toml").write_text('[hello]\ndescription = "Greets"\nexamples = ["hi"]\n')
    (folder / "en/entities.toml").write_text(
        '[code]\ndescription = "A code"\n[code.patterns]\ncode = ["[0-9]{4}"]\n'
        '[size]\ndescription = "A size"\nfuzzy_match = true\n[size.synonyms]\nlarge = ["big"]\n'
    )
    (folder / "en/texts.toml").write_text(f'[skill]\nname = "Tiny"\ndescription = "A skill."\n{texts}')
    return Words("en", folder)


@pytest.mark.parametrize("language", FILES)
def test_the_committed_files_are_what_the_source_says(language: str) -> None:
    name = FILES[language]
    assert (ROOT / name).read_text(encoding="utf-8") == built()[name], f"{name} is stale: run `make skill`"


def test_a_report_knows_the_reason_of_a_call_that_was_offered_after_misunderstandings() -> None:
    for language in ("en", "de"):
        sent = tomllib.loads((ROOT / "operate" / "skill" / language / "texts.toml").read_text(encoding="utf-8"))
        known = page_texts(language).text("reports_person.misunderstood_reason")
        assert sent["reason"]["misunderstood"] == known


def test_it_is_built_the_same_every_time() -> None:
    assert built() == built()


def test_check_writes_nothing_and_names_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OperatorError, match=r"skill-claim\.json, skill-claim\.de\.json.*make skill"):
        operate.skill.main(["--check"], tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert operate.skill.main([], tmp_path) == 0
    assert operate.skill.main(["--check"], tmp_path) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_text_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"operate/skill/en/texts\.toml has no text 'a\.b'"):
        skill_in(words(tmp_path, ""), [Node("one", "One", "true", says=(Text("a.b"),))])


def test_buttons_send_their_label_or_a_text_of_their_own(tmp_path: Path) -> None:
    own = words(tmp_path, '[q]\nq = "Which?"\n[button]\na = { label = "A" }\nb = { label = "B", text = "bee" }\n')
    (node,) = skill_in(own, [Node("one", "One", "true", says=(Choice("q.q", ("a", "b")),))])["dialog_nodes"]
    assert [
        (option["label"], option["value"]["input"]["text"]) for option in node["output"]["generic"][0]["options"]
    ] == [
        ("A", "A"),
        ("B", "bee"),
    ]


def test_texts_stand_in_conditions_and_in_each_other(tmp_path: Path) -> None:
    own = words(tmp_path, '[a]\nx = "so «a.y»"\ny = "it is"\n')
    (node,) = skill_in(own, [Node("one", "One", "input.text == '«a.x»'", sets={"v": {"w": "«en:a.y»"}})])[
        "dialog_nodes"
    ]
    assert node["conditions"] == "input.text == 'so it is'"
    assert node["context"] == {"v": {"w": "it is"}}


def test_siblings_are_chained_and_children_follow_their_parent(tmp_path: Path) -> None:
    tree = [Node("one", "One", children=(Node("two", "Two"), Node("three", "Three"))), Node("four", "Four")]
    nodes = skill_in(words(tmp_path, ""), tree)["dialog_nodes"]
    assert [(node["dialog_node"], node.get("parent"), node.get("previous_sibling")) for node in nodes] == [
        ("one", None, None),
        ("two", "one", None),
        ("three", "one", "two"),
        ("four", None, "one"),
    ]


def test_synonyms_and_patterns_become_values(tmp_path: Path) -> None:
    code, size, *_ = skill_in(words(tmp_path, ""), [])["entities"]
    assert code["values"] == [{"type": "patterns", "value": "code", "patterns": ["[0-9]{4}"]}]
    assert (size["fuzzy_match"], size["values"]) == (
        True,
        [{"type": "synonyms", "value": "large", "synonyms": ["big"]}],
    )


def test_the_files_have_no_secrets_and_line_breaks_in_answers_only() -> None:
    for text in built().values():
        skill = json.loads(text)
        assert skill["webhooks"][0]["url"] == "https://example.org/webhook"
        rest = {**skill, "dialog_nodes": [{**node, "output": None} for node in skill["dialog_nodes"]]}
        assert "\\n" not in json.dumps(rest)
        assert "\\r" not in text
        assert "\\t" not in text
