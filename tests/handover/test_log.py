"""One request is one line of JSON, whatever is in it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

import pytest

from handover.core.privacy.for_log import for_log
from handover.log import LogLine


def written(log: LogLine, encoding: str = "utf-8", mask: Callable[[str], str] = str) -> dict[str, Any]:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding=encoding) as out, redirect_stdout(out):
        log.write(mask)
        said = raw.getvalue().decode()
    (line,) = said.splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_facts_are_collected_and_written_once() -> None:
    log = LogLine(action="webhook", status=0)
    log.note(status=200, outcome="dialing")
    assert written(log) == {"action": "webhook", "status": 200, "outcome": "dialing"}


def test_several_warnings_are_written() -> None:
    log = LogLine()
    log.warn("first")
    log.warn("second")
    assert written(log) == {"warnings": ["first", "second"]}


def test_a_value_that_json_does_not_know_is_written_as_text() -> None:
    assert written(LogLine(at=datetime(2026, 11, 22, tzinfo=UTC))) == {"at": "2026-11-22 00:00:00+00:00"}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("text", ["…71", "line\nbreak", "\u2028", "\ud83d", "🚗"])
def test_no_text_breaks_the_line_or_the_request_whatever_the_output_can_carry(text: str, encoding: str) -> None:
    assert written(LogLine(number=text), encoding) == {"number": text}


def test_every_text_in_the_line_is_masked_and_figures_stay() -> None:
    log = LogLine(ms=12345678, late=None, found={"to": ["+49 152 28179386"]}, error=ValueError("0152/28179386"))
    log.warn("password: hunter2")
    assert written(log, mask=for_log) == {
        "ms": 12345678,
        "late": None,
        "found": {"to": ["…86"]},
        "error": "…86",
        "warnings": ["password: ••••"],
    }


def test_a_line_is_one_write_because_other_requests_may_write_at_the_same_time() -> None:
    class Recorded(io.StringIO):
        writes = 0

        def write(self, text: str) -> int:
            self.writes += 1
            return super().write(text)

    with redirect_stdout(Recorded()) as out:
        LogLine(action="webhook").write(str)
    assert (out.writes, out.getvalue()) == (1, '{"action": "webhook"}\n')
