"""The parsed result of a run."""

from __future__ import annotations

from sandbox.host import Run


def test_the_facts_of_a_run_are_its_last_line_of_json() -> None:
    assert Run(logs=('{"action": "twiml"}', "a later word")).facts == {"action": "twiml"}


def test_a_log_without_a_line_of_facts_has_none() -> None:
    assert Run(logs=("Traceback", "{broken", "[1]")).facts == {}
    assert Run().facts == {}
