"""The demo's web server."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
import requests

from sandbox.demo.demo import Demo
from sandbox.demo.server import listen

STATIC = Path(__file__).parents[3] / "sandbox" / "demo" / "static"


def post(address: str, act: str, body: object, **headers: str) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **headers}
    return requests.post(f"{address}/commands/{act}", data=data, headers=sent, timeout=60)


def test_the_page_and_all_its_files_are_served(address: str) -> None:
    page = requests.get(address, timeout=60)
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    for file in STATIC.iterdir():
        if file.suffix in (".css", ".js"):
            assert requests.get(f"{address}/static/{file.name}", timeout=60).text == file.read_text()


def test_the_first_event_of_a_stream_is_the_whole_state(address: str) -> None:
    with requests.get(f"{address}/events", stream=True, timeout=60) as stream:
        line = next(line for line in stream.iter_lines() if line)
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert set(json.loads(line.removeprefix(b"data: "))) >= {"chat", "phones", "activity", "kept"}


def test_a_change_is_sent_to_who_listens(address: str, demo: Demo) -> None:
    with requests.get(f"{address}/events", stream=True, timeout=60) as stream:
        lines = (line for line in stream.iter_lines() if line)
        next(lines)
        demo.world.network.console.error(11200, "Nobody answers.")
        rows = next(rows for rows in (json.loads(line[6:])["activity"] for line in lines) if rows)
    assert "Nobody answers." in [row["detail"] for row in rows]


def test_a_name_that_was_rebound_to_this_machine_is_refused(address: str) -> None:
    answer = requests.get(address, headers={"Host": "evil.test"}, timeout=60)
    assert answer.status_code == 400
    assert post(address, "say", {"text": "hi"}, Host="evil.test").status_code == 400


def test_a_command_from_another_page_is_refused(address: str, demo: Demo) -> None:
    answer = post(address, "set_mode", {"mode": "played"}, Origin="https://evil.test")
    assert (answer.status_code, demo.mode) == (403, "by-hand")


def test_a_form_of_another_page_cannot_act(address: str) -> None:
    assert post(address, "say", b'{"text": "hi"}', **{"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize(
    ("act", "body", "status", "sentence"),
    [
        ("say", b"{broken", 400, "The body is not JSON."),
        ("say", b"\xff\xfe", 400, "The body is not JSON."),
        ("say", b"[" * 60_000, 400, "The body is not JSON."),
        ("say", ["text"], 400, "The body must be a JSON object."),
        ("say", {"text": "a" * 70_000}, 400, "A command has at most 65536 bytes."),
        ("say", {}, 400, "The field text must be a text."),
        ("dance", {}, 404, "There is no command 'dance'."),
        ("answer", {"phone": "+493012345671"}, 409, "The phone of Anna is idle, not ringing."),
    ],
)
def test_a_bad_command_is_answered_with_one_sentence(
    address: str, act: str, body: object, status: int, sentence: str
) -> None:
    answer = post(address, act, body)
    assert (answer.status_code, answer.json()["message"]) == (status, sentence)


def test_a_command_that_was_done_is_answered_with_nothing(address: str, demo: Demo) -> None:
    answer = post(address, "set_mode", {"mode": "by-hand"}, Origin=address)
    assert (answer.status_code, answer.content) == (204, b"")


def test_every_agent_has_a_browser_at_the_dashboard_and_nobody_else(address: str) -> None:
    for agent in ("anna", "ben"):
        browser = requests.Session()
        page = browser.get(f"{address}/desk/{agent}", timeout=60)
        assert (page.status_code, page.url) == (200, f"{address}/desk/{agent}?view=signin")
        assert [(cookie.name, cookie.path) for cookie in browser.cookies] == [("handover", f"/desk/{agent}")]
    assert requests.get(f"{address}/desk/nobody", timeout=60).status_code == 404
    assert requests.put(f"{address}/desk/anna", timeout=60).status_code == 405


def test_the_dashboard_is_not_shown_under_a_name_that_was_rebound(address: str) -> None:
    assert requests.get(f"{address}/desk/anna", headers={"Host": "evil.test"}, timeout=60).status_code == 400


def test_a_form_beyond_all_measure_is_refused(address: str) -> None:
    answer = requests.post(f"{address}/desk/anna?view=signin", data=b"a" * 6_500_000, timeout=60)
    assert (answer.status_code, answer.json()["message"]) == (413, "A form has at most 6291456 bytes.")


def test_a_port_that_is_taken_leads_to_the_next() -> None:
    with listen("127.0.0.1", 18180) as first:
        taken = first.getsockname()[1]
        with listen("127.0.0.1", taken) as second:
            assert second.getsockname()[1] > taken


def test_no_port_at_all_is_an_error() -> None:
    with pytest.raises(OSError, match="port"):
        listen("127.0.0.1", 70_000)


def test_the_port_is_not_open_to_the_network() -> None:
    with listen("127.0.0.1", 18280) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family is socket.AF_INET
