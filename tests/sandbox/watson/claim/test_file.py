"""skill-claim.json and its German version: importable, without secrets, and with the same tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.watson import Skill
from tests.sandbox.watson.claim.desk import ROOT

FILES = ("skill-claim.json", "skill-claim.de.json")


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return document


def elements(document: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for node in document["dialog_nodes"]:
        yield node["dialog_node"], node.get("output", {}).get("generic", [])


@pytest.mark.parametrize("name", FILES)
def test_it_survives_being_minified(name: str) -> None:
    document = read(name)
    small = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    assert "\n" not in small
    assert "\t" not in small
    assert len(small.encode()) < 1_500_000
    assert Skill.of(json.loads(small)).nodes.keys() == Skill.load(ROOT / name).nodes.keys()


@pytest.mark.parametrize("name", FILES)
def test_the_sandbox_has_nothing_to_notice(name: str) -> None:
    """Other people's skills load with notices; ours names no entity that is not there, and follows IBM's pages."""
    assert Skill.load(ROOT / name).notices == ()


@pytest.mark.parametrize("name", FILES)
def test_it_has_placeholders_where_a_deployment_has_its_address_and_secret(name: str) -> None:
    (webhook,) = read(name)["webhooks"]
    headers = {header["name"]: header["value"] for header in webhook["headers"]}
    assert webhook["url"] == "https://example.org/webhook"
    assert headers == {"Content-Type": "application/json", "Authorization": "Basic REPLACE-ME"}


@pytest.mark.parametrize("name", FILES)
def test_nothing_guesses_behind_the_dialogs_back(name: str) -> None:
    settings = read(name)["system_settings"]
    assert settings["disambiguation"] == {"enabled": False}
    assert settings["spelling_auto_correct"] is False  # the customer's exact words are evidence


@pytest.mark.parametrize("name", FILES)
def test_buttons_stand_last_in_a_response(name: str) -> None:
    """Messenger shows nothing that follows them."""
    for node, generic in elements(read(name)):
        assert all(element["response_type"] != "option" for element in generic[:-1]), node


@pytest.mark.parametrize("name", FILES)
def test_a_node_with_several_responses_sets_no_context_of_its_own(name: str) -> None:
    """Watson's editor keeps context per response there; a node's own may not be applied."""
    for node in read(name)["dialog_nodes"]:
        if node.get("metadata", {}).get("_customization", {}).get("mcr"):
            assert "context" not in node
            assert "output" not in node


@pytest.mark.parametrize("name", FILES)
def test_no_text_uses_a_variable_that_its_own_response_removes(name: str) -> None:
    """A text sees the new values: what is reset in the same breath would be empty."""
    for node in read(name)["dialog_nodes"]:
        removed = [key for key, value in (node.get("context") or {}).items() if value is None]
        said = json.dumps(node.get("output") or {})
        assert not [key for key in removed if f"${key}" in said], node["dialog_node"]


@pytest.mark.parametrize("name", FILES)
def test_it_stays_within_the_limits_of_every_plan(name: str) -> None:
    document = read(name)
    assert len(document["intents"]) <= 100
    assert len(document["entities"]) <= 25
    assert len(document["dialog_nodes"]) <= 2000


@pytest.mark.parametrize("name", FILES)
def test_every_node_is_reached(name: str) -> None:
    """By its condition, or by a jump."""
    nodes = read(name)["dialog_nodes"]
    targets = {node["next_step"]["dialog_node"] for node in nodes if "next_step" in node}
    assert [
        node["dialog_node"] for node in nodes if node["conditions"] == "false" and node["dialog_node"] not in targets
    ] == []


def test_every_button_leads_somewhere() -> None:
    for name in FILES:
        skill = Skill.load(ROOT / name)
        for node, generic in elements(read(name)):
            for element in generic:
                for option in element.get("options", []):
                    text = option["value"]["input"]["text"]
                    if text.startswith("<?"):  # a number, which is known when it is shown
                        continue
                    assert skill.intents.match(text) or skill.entities.find(text), (node, text)


def test_the_twin_differs_in_words_only() -> None:
    english, german = (read(name)["dialog_nodes"] for name in FILES)
    assert len(english) == len(german)
    for one, other in zip(english, german, strict=True):
        for field in (
            "dialog_node",
            "type",
            "parent",
            "previous_sibling",
            "event_name",
            "variable",
            "next_step",
        ):
            assert one.get(field) == other.get(field), one["dialog_node"]
        assert (one.get("context") or {}).keys() == (other.get("context") or {}).keys()


@pytest.mark.parametrize("name", FILES)
def test_a_label_fits_on_a_button_of_messenger(name: str) -> None:
    """Those that are made at run time are short too: numbers, and the labels of times."""
    for node, generic in elements(read(name)):
        labels = [option["label"] for element in generic for option in element.get("options", ())]
        assert [label for label in labels if len(label) > 20 and "<?" not in label] == [], node
        assert len(labels) <= 13, node
