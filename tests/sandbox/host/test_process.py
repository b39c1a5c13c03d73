"""Containers as processes: results, logs, time limits, and the world's clock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.host import FunctionHost, Process, Run
from sandbox.host.contract import Call
from sandbox.net import HttpRequest

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "1" * 32,
    "TWILIO_NUMBER": "+493012345670",
    "WEBHOOK_SECRET": "s" * 32,
    "HASH_KEY": "k" * 32,
    "COS_ENDPOINT": "http://127.0.0.1:9",
    "COS_BUCKET": "unused",
    "COS_HMAC_ACCESS_KEY_ID": "a",
    "COS_HMAC_SECRET_ACCESS_KEY": "b",
}

# A minimal bundle. Its actions do what a test needs, and its container takes a clock as the real one does.
MAIN = """
import os
import sys
import time

from handover import runtime

count = 0


def webhook(args):
    global count
    count += 1
    print("said", end="")
    print("warned\\nüber", file=sys.stderr)
    seen = {"name": __name__, "cwd": os.getcwd(), "path0": sys.path[0], "environ": dict(os.environ)}
    return {"statusCode": 200, "headers": {}, "body": {"args": args, "count": count, "pid": os.getpid(), **seen}}


def status(args):
    do = args.get("do")
    if do == "raise":
        raise ValueError("broken")
    if do == "exit":
        sys.exit(3)
    if do == "bytes":
        return {"body": b""}
    if do == "sleep":
        time.sleep(600)
    if do == "flood":
        print("x" * 1_000_000)
    return {"none": None, "text": "text", "nan": {"a": float("nan")}}.get(do, {"statusCode": 204})


def dashboard(args):
    return {"statusCode": 200, "body": runtime.container.serve("dashboard", {})}
"""
RUNTIME = """
def make_context(settings, clock=None):
    return settings, clock


class Container:
    def __init__(self, environ, make_context):
        self.environ, self.make_context = environ, make_context

    def serve(self, action, args):
        _, clock = self.make_context({})
        return clock.now().isoformat() if clock else "own"


container = Container({}, make_context)
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "handover").mkdir()
    for name, source in {"__main__.py": MAIN, "handover/__init__.py": "", "handover/runtime.py": RUNTIME}.items():
        (folder / name).write_text(source, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def runner(bundle: Path) -> Iterator[Process]:
    runner = Process(bundle, world_clock=False)
    yield runner
    runner.close()


def call(action: str, args: dict[str, Any] | None = None, **environ: str) -> Call:
    return Call(action, args or {}, {"PYTHONIOENCODING": "UTF-8", **environ}, NOON)


def body(run: Run) -> dict[str, Any]:
    assert isinstance(run.result, dict), run
    read: dict[str, Any] = run.result["body"]
    return read


def test_a_container_keeps_its_memory_and_gets_each_run_s_environment(runner: Process) -> None:
    first = body(runner.run(call("webhook", {"text": "grüße\n"}, __OW_ACTIVATION_ID="one")))
    second = body(runner.run(call("webhook", __OW_ACTIVATION_ID="two")))
    assert first["args"] == {"text": "grüße\n"}
    assert (second["pid"], second["count"]) == (first["pid"], first["count"] + 1)
    assert [seen["environ"]["__OW_ACTIVATION_ID"] for seen in (first, second)] == ["one", "two"]


def test_the_bundle_runs_as_the_platforms_run_it(bundle: Path, runner: Process) -> None:
    seen = body(runner.run(call("webhook")))
    assert (seen["name"], seen["cwd"], seen["path0"]) == ("main__", str(bundle), str(bundle))
    assert not {"PATH", "HOME"} & set(seen["environ"])
    assert seen["pid"] != os.getpid()


def test_a_working_directory_that_the_platform_names_is_kept(bundle: Path) -> None:
    runner = Process(bundle, world_clock=False)
    assert body(runner.run(call("webhook", PWD="/")))["cwd"] == "/"
    runner.close()


def test_lines_of_log_come_back_with_their_run(runner: Process) -> None:
    for _ in range(2):
        assert runner.run(call("webhook")).logs == ("said", "warned", "über")


def test_two_requests_at_once_get_two_containers(runner: Process) -> None:
    with ThreadPoolExecutor(2) as pool:
        pids = {body(run)["pid"] for run in pool.map(runner.run, [call("webhook"), call("webhook")] * 4)}
    assert len(pids) == 2


@pytest.mark.parametrize(
    ("do", "failure"),
    [
        ("none", "not return a dictionary"),
        ("text", "not return a dictionary"),
        ("nan", "not produce valid JSON"),
        ("bytes", "exited"),
        ("exit", "exited"),
    ],
)
def test_what_is_no_result_is_a_failure_and_the_action_works_again(runner: Process, do: str, failure: str) -> None:
    assert failure in runner.run(call("status", {"do": do})).failure
    assert runner.run(call("status")).result == {"statusCode": 204}


def test_an_exception_is_an_error_with_its_traceback_in_the_log(runner: Process) -> None:
    run = runner.run(call("status", {"do": "raise"}))
    assert run.result == {"error": "broken"}
    assert run.logs[-1] == "ValueError: broken"


def test_a_flood_of_log_does_not_block_a_run(runner: Process) -> None:
    assert runner.run(call("status", {"do": "flood"})).result == {"statusCode": 204}


def test_a_run_beyond_its_time_is_killed(bundle: Path) -> None:
    runner = Process(bundle, world_clock=False, time_limit=0.5)
    assert "time limit" in runner.run(call("status", {"do": "sleep"})).failure
    runner.close()


def test_a_bundle_that_does_not_load_says_why_in_its_log(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import nothing_of_that_name\n")
    run = Process(tmp_path, world_clock=False).run(call("webhook"))
    assert "exited" in run.failure
    assert "nothing_of_that_name" in run.logs[-1]


def test_the_world_s_time_reaches_the_bundle_through_its_hook(bundle: Path) -> None:
    runner = Process(bundle, world_clock=True)
    seen = datetime.fromisoformat(str(body(runner.run(call("dashboard")))))
    runner.close()
    assert NOON <= seen < NOON + timedelta(minutes=1)


def test_the_real_bundle_takes_the_world_s_time() -> None:
    host = FunctionHost("openwhisk", SETTINGS, Process(ROOT / "functions"), now=lambda: NOON)
    body = b'{"action": "time", "timezone": "UTC"}'
    headers = {"Content-Type": "application/json", "X-Handover-Secret": SETTINGS["WEBHOOK_SECRET"]}
    response = host(HttpRequest("POST", host.url("webhook"), headers, body))
    host.close()
    assert json.loads(response.body)["time"].startswith("2026-11-22T12:0")


def test_without_the_hook_the_bundle_is_not_touched(runner: Process) -> None:
    assert runner.run(call("dashboard")).result == {"statusCode": 200, "body": "own"}
