"""docs/contract.md says what the code does: every word of openapi.json stands there, and each curl can be copied and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.demo import Demo
from sandbox.net import HttpRequest
from sandbox.world import World
from tests.fakes.worlds import in_memory
from tests.sandbox.demo.conftest import address, at_once, demo  # noqa: F401  # fixtures
from tests.webhook_description import COMMANDS, FIELDS, PARAMETERS, faults_of

PAGE = (Path(__file__).parents[2] / "docs" / "contract.md").read_text(encoding="utf-8")
WEBHOOK = PAGE[PAGE.index("## `webhook`") : PAGE.index("## States")]


def curls() -> Iterator[str]:
    """Returns each curl command of the page, as it is copied."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        yield from re.findall(r"^curl .*?(?=^curl |\Z)", block, re.DOTALL | re.MULTILINE)


CURLS = list(curls())
#: What the page sends before the curl that has `$TOKEN`.
TOKEN = (
    """curl -u "x:$WEBHOOK_SECRET" "$WEBHOOK_URL" -d '{"action": "call_status", "session_id": "chat-2", "web": true}'"""
)


def sent(command: str, secret: str, url: str, token: str = "") -> HttpRequest:
    """Returns the request that curl would send."""
    command = command.replace("\\\n", " ").replace("$WEBHOOK_SECRET", secret).replace("$TOKEN", token)
    words = shlex.split(command.replace("$WEBHOOK_URL", url))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}  # what curl sends with -d
    options = dict(pairwise(words))
    for flag, value in pairwise(words):
        if flag == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content
    if "-u" in options:
        headers["X-Handover-Secret"] = options["-u"].partition(":")[2]
    assert url in words
    return HttpRequest("POST", url, headers, options["-d"].encode())


def test_every_command_has_a_request_to_copy() -> None:
    assert {name for name in COMMANDS if any(f'"action": "{name}"' in command for command in CURLS)} == set(COMMANDS)


def test_every_word_of_the_description_stands_in_the_contract() -> None:
    words = {*PARAMETERS, *COMMANDS, *FIELDS, *FIELDS["reason"]["enum"], *PARAMETERS["consent"]["properties"]}
    assert sorted(word for word in words if f"`{word}`" not in WEBHOOK) == []
    states = PAGE[PAGE.index("## States") : PAGE.index("## `twiml`")]
    assert [state for state in FIELDS["status"]["enum"] if f"`{state}`" not in WEBHOOK + states] == []


def test_each_curl_is_answered_as_described() -> None:
    with World("openwhisk", in_memory()) as world:
        known = world.settings["WEBHOOK_SECRET"], world.host.url("webhook")
        for command in CURLS:
            token = json.loads(world.web(sent(TOKEN, *known)).body).get("web_token", "")
            answer = world.web(sent(command, *known, token))
            assert answer.status == 200, command
            assert json.loads(answer.body)["ok"] is True, command


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_each_curl_runs_as_it_is_copied(address: str, demo: Demo) -> None:  # noqa: F811
    environ = {"WEBHOOK_URL": f"{address}/webhook", "WEBHOOK_SECRET": demo.world.settings["WEBHOOK_SECRET"]}

    def run(command: str) -> dict[str, Any]:
        ran = subprocess.run(
            ["bash", "-c", command.replace("curl ", "curl -s --noproxy '*' ", 1)],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return dict(json.loads(ran.stdout))

    for command in CURLS:
        if "$TOKEN" in command:
            environ["TOKEN"] = run(TOKEN)["web_token"]
        reply = run(command)
        assert reply["ok"] is True, command
        assert faults_of(200, reply) == []
