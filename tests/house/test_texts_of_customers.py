"""Use cases take the texts of a customer from the handover, call, request or leg, which know how the customer came.

Somebody who came by the button has texts without a word of a chat (`texts/by_button`). A catalogue that is made of the
language alone forgets them.
"""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "functions" / "handover" / "usecases"

#: Use cases that make a catalogue of a language, and who reads or hears it.
MAY = {
    "agent_call_back.py": "an agent whose call is not known",
    "agent_link.py": "an agent",
    "call_availability.py": "a chat: no page with a button can ask for this",
    "caller_message.py": "a caller without a request",
    "check_number.py": "a chat without a call",
    "colleague.py": "a colleague; their texts follow the leg's customer by tag_of",
    "language.py": "a chat, when no handover is known",
    "leg.py": "makes the texts of a leg by tag_of",
    "missed_call.py": "an agent",
    "offer_form.py": "the page with the button: its own words",
    "offer_slots.py": "a chat: no page with a button can ask for this",
    "ring_back.py": "a caller whose request is not known yet",
    "room.py": "a leg that waits: the address has the tag",
    "sign_in.py": "an agent",
    "start_by_form.py": "the page with the button: its own words",
    "wait_in_line.py": "a leg that waits: the address has the tag",
    "withdraw.py": "a chat: no page with a button can ask for this",
    "woken.py": "nobody: loads them",
}


def _makes_a_catalogue(path: Path) -> bool:
    names = {"catalogue", "tag_of"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and names & {alias.name for alias in node.names}:
            return True
        if isinstance(node, ast.Attribute) and node.attr in names:
            return True
    return False


def test_a_use_case_takes_the_texts_of_whom_it_speaks_to() -> None:
    making = {path.name for path in FOLDER.glob("*.py") if _makes_a_catalogue(path)}
    forgotten = making - MAY.keys()
    assert not forgotten, f"take Handover.texts, CheckedCall.texts, CallRequest.texts_in or Leg.texts: {forgotten}"
    assert not MAY.keys() - making, "no longer make one"
