"""The zip, run as OpenWhisk runs it: every action responds, and every import of the source works."""

from __future__ import annotations

import ast
import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest

from handover.services.signed_tokens import sign
from handover.settings import read
from operate import actions
from operate.bundle.build import ROOT, Built
from sandbox.bucket import Bucket
from sandbox.host import Process
from sandbox.host.contract import Call, Run
from tests.operate.deploy.world import DESK, SETTINGS

pytestmark = pytest.mark.slow  # builds the real bundle

UNSIGNED = {"__ow_method": "post", "__ow_headers": {}, "__ow_path": "", "__ow_query": "", "__ow_body": ""}


@pytest.fixture(scope="module")
def folder(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacks the zip as OpenWhisk does: without file times."""
    place = tmp_path_factory.mktemp("container")
    with zipfile.ZipFile(built.archive) as archive:
        archive.extractall(place)
    return place


class Launched:
    """One action in a process that has the standard library and the zip, no PATH and no HOME."""

    def __init__(self, runner: Process, action: str) -> None:
        self._runner, self._action = runner, action

    def send(self, args: Mapping[str, Any]) -> Run:
        environ = {
            "PYTHONIOENCODING": "UTF-8",
            "__OW_ACTION_NAME": f"/guest/handover/{self._action}",
            "__OW_API_HOST": "https://openwhisk.test",
        }
        return self._runner.run(Call(self._action, dict(args), environ, datetime.now(UTC)))

    def run(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the result of one run, which must be an object."""
        run = self.send(args)
        assert isinstance(run.result, dict), (run.failure, run.logs)
        return run.result


@contextmanager
def launched(folder: Path, action: str) -> Iterator[Launched]:
    runner = Process(folder, world_clock=False, isolated=True)
    try:
        yield Launched(runner, action)
    finally:
        runner.close()


@pytest.mark.parametrize("action", [action for action in actions.on_the_web() if action != "dashboard"])
def test_an_action_starts_from_the_zip_and_refuses_an_unsigned_request(folder: Path, action: str) -> None:
    with launched(folder, action) as container:
        result = container.run({**SETTINGS, **UNSIGNED})
    assert result["statusCode"] in (401, 403)
    assert "error" not in result


@pytest.mark.parametrize("action", actions.names())
def test_an_action_without_settings_names_them_in_its_log_only(folder: Path, action: str) -> None:
    with launched(folder, action) as container:
        run = container.send({**UNSIGNED, "TWILIO_AUTH_TOKEN": ""})
    assert "TWILIO_AUTH_TOKEN is missing" in run.logs[-1]
    assert "TWILIO_AUTH_TOKEN" not in str(run.result)


def test_the_webhook_returns_the_time_for_the_secret(folder: Path) -> None:
    body = base64.b64encode(b'{"action": "time", "timezone": "Europe/Berlin"}').decode()
    headers = {"content-type": "application/json", "x-handover-secret": SETTINGS["WEBHOOK_SECRET"]}
    with launched(folder, "webhook") as container:
        answers = [
            container.run({**SETTINGS, **UNSIGNED, "__ow_headers": headers, "__ow_body": body}) for _ in range(2)
        ]
    assert [answer["body"]["ok"] for answer in answers] == [True, True]


def _command(settings: Mapping[str, str], **parameters: str) -> dict[str, Any]:
    """Returns a request to `webhook` with the secret."""
    body = base64.b64encode(json.dumps(parameters).encode()).decode()
    headers = {"content-type": "application/json", "x-handover-secret": SETTINGS["WEBHOOK_SECRET"]}
    return {**SETTINGS, **UNSIGNED, **settings, "__ow_headers": headers, "__ow_body": body}


def _turn(settings: Mapping[str, str]) -> dict[str, Any]:
    """Returns a request to `transcript` with a message of the chat."""
    payload = {
        "log_id": "log-1",
        "session_id": "s",
        "request": {"input": {"text": "hello"}},
        "response": {"output": {"generic": [{"response_type": "text", "text": "Hello."}]}},
        "request_timestamp": "2026-11-27T10:00:00.000Z",
        "response_timestamp": "2026-11-27T10:00:01.000Z",
    }
    token = jwt.encode({}, SETTINGS["WEBHOOK_SECRET"], algorithm="HS256")
    body = base64.b64encode(json.dumps({"event": {"name": "message_logged"}, "payload": payload}).encode()).decode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    return {**SETTINGS, **UNSIGNED, **settings, "__ow_headers": headers, "__ow_body": body}


def test_a_start_whose_call_twilio_does_not_take_is_refused_from_the_zip_alone(folder: Path) -> None:
    """Reads the number and the desk, claims, creates the call at an address that refuses connections, and records that."""
    with Bucket() as bucket, launched(folder, "webhook") as container:
        bucket.create("desk")
        bucket.put("desk", "desk.json", json.dumps(DESK).encode())
        settings = {**bucket.settings("desk"), "TWILIO_API_BASE": "http://127.0.0.1:9"}
        for warm_up in (
            "call_status",
            "availability",
            "check_number",
        ):  # a start has six seconds, on a busy machine too
            container.run(_command(settings, action=warm_up, session_id="s", phone_number="030 23125123"))
        started = container.run(_command(settings, action="start_call", session_id="s", phone_number="030 23125123"))
        after = container.run(_command(settings, action="call_status", session_id="s"))
    assert started["body"]["reason"] == "telephone_unavailable", started
    assert after["body"]["status"] == "refused"


def test_a_turn_is_kept_from_the_zip_alone_and_refused_without_storage(folder: Path) -> None:
    with Bucket() as bucket, launched(folder, "transcript") as container:
        bucket.create("desk")
        kept = container.run(_turn(bucket.settings("desk")))
        lost = container.send(_turn({"COS_ENDPOINT": "http://127.0.0.1:9"}))
    assert kept["statusCode"] == 204
    assert isinstance(lost.result, dict)
    assert lost.result["statusCode"] == 503
    assert "ConnectionRefusedError" in str(lost.logs)


def test_the_dashboard_renders_its_pages_from_the_zip_alone(folder: Path) -> None:
    """Templates, texts, static files, and the libraries that render pages and sign forms."""
    with Bucket() as bucket, launched(folder, "dashboard") as container:
        bucket.create("desk")
        bucket.put("desk", "desk.json", json.dumps(DESK).encode())
        request = {**SETTINGS, **bucket.settings("desk"), **UNSIGNED, "__ow_method": "get"}
        stranger = container.run({**request, "__ow_query": "view=desk"})
        page = container.run({**request, "__ow_query": "view=nothing", "__ow_headers": {"accept-language": "de"}})
        style = container.run({**request, "__ow_query": "asset=desk.css"})
    assert (stranger["statusCode"], stranger["headers"]["Location"][:12]) == (303, "?view=signin")
    assert page["statusCode"] == 404
    assert "Diese Seite gibt es nicht." in page["body"]
    assert page["headers"]["Set-Cookie"].startswith("handover=")
    assert (style["statusCode"], style["headers"]["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_the_dashboard_reports_unreachable_storage_in_the_readers_language(folder: Path) -> None:
    with launched(folder, "dashboard") as container:
        cookie = sign(read(SETTINGS, {}), "visitor", {"s": "a-browser", "agent": "anna"})
        headers = {"accept-language": "de", "cookie": f"handover={cookie}"}
        result = container.run({**SETTINGS, **UNSIGNED, "__ow_method": "get", "__ow_headers": headers})
    assert result["statusCode"] == 503
    assert "nicht erreichbar" in result["body"]


def test_every_file_of_the_pages_is_in_the_zip(folder: Path) -> None:
    pages = ROOT / "functions" / "handover" / "pages"
    files = [path.relative_to(ROOT / "functions") for path in pages.rglob("*") if path.is_file()]
    templates = [file for file in files if file.suffix == ".html"]
    kept = [file for file in files if file.suffix not in (".html", ".py", ".pyc")]
    kept = [file.with_suffix(".json") if file.suffix == ".toml" else file for file in kept]
    assert len(kept) > 20
    assert [str(file) for file in kept if not (folder / file).is_file()] == []
    assert len(list((folder / "handover" / "pages" / "compiled").iterdir())) == len(templates)


def test_the_scheduler_takes_a_triggers_plain_parameters_and_answers_503_without_storage(folder: Path) -> None:
    with launched(folder, "scheduler") as container:
        result = container.run({**SETTINGS, "reason": "alarm"})
    assert result["statusCode"] == 503


def test_every_import_of_the_source_works_from_the_zip_alone(folder: Path) -> None:
    """Also the lazy ones, inside functions and on error paths."""
    wanted = sorted(set(_imports(ROOT / "functions" / "handover")))
    assert "from twilio.request_validator import RequestValidator" in wanted
    program = "import sys; sys.path.insert(0, '.'); import handover\n" + "\n".join(wanted)
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", program], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_the_telephone_works_from_the_zip_alone_down_to_its_errors(folder: Path) -> None:
    """Tests what the SDK imports by name on first use: a call's resource, the parser of an error."""
    program = """
import sys; sys.path.insert(0, ".")
import handover
from twilio.rest import Client
from handover.services.connections import Connections
from handover.services.telephony.http_client import ConnectionsClient
client = Client("AC" + "0" * 32, "token", http_client=ConnectionsClient(Connections, 0))
client.api.base_url = "http://127.0.0.1:9"
for work in (
    lambda: client.calls.create(to="+4930", from_="+4931", url="http://x"), lambda: client.calls("CA1").fetch(),
    lambda: client.calls("CA1").update(status="completed"), lambda: client.calls.list(limit=1),
    lambda: client.messages.create(to="+4930", from_="+4931", body="x"),
    lambda: client.calls("CA1").recordings.list(limit=1),
):
    try:
        work()
    except ModuleNotFoundError:
        raise
    except Exception as error:
        assert "Refused" in str(error), error
"""
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", program], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


#: Every method of Bucket that sends a request, on a client that the bundle makes from settings.
STORAGE = """
import json, sys; sys.path.insert(0, ".")
import handover
from handover.clock import SystemClock
from handover.deadline import Deadline
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.client import lazy_client
from handover.settings import read
settings = read(json.loads(sys.argv[1]), {})
clock = SystemClock()
bucket = Bucket(lazy_client(settings, clock), settings.cos_bucket, Deadline(clock, 30))
def answer(work):
    try:
        return work()
    except StorageError as error:
        return str(error)
def names(entries):
    return [entry.key for entry in entries] if isinstance(entries, list) else entries
print(json.dumps([
    answer(lambda: bucket.put_once("v1/a", {"n": 1})), answer(lambda: bucket.put_once("v1/a", {"n": 2})),
    answer(lambda: bucket.get("v1/a")), answer(lambda: bucket.get("v1/none")),
    answer(lambda: names(bucket.listing("v1/"))), answer(lambda: bucket.put("v1/b", {})),
    answer(lambda: bucket.page("v1/")), answer(lambda: bucket.delete("v1/a")),
]))
"""


def _on_storage(folder: Path, settings: Mapping[str, str]) -> list[Any]:
    command = [sys.executable, "-I", "-S", "-c", STORAGE, json.dumps({**SETTINGS, **settings})]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_every_request_to_storage_works_from_the_zip_alone(folder: Path) -> None:
    with Bucket() as bucket:
        bucket.create("desk")
        found = _on_storage(folder, bucket.settings("desk"))
    assert found == [True, False, {"n": 1}, None, ["v1/a"], None, [["v1/a", "v1/b"], False], None]


@pytest.mark.parametrize(
    "settings",
    [{}, {"COS_HMAC_ACCESS_KEY_ID": "", "COS_HMAC_SECRET_ACCESS_KEY": "", "COS_API_KEY": "key"}],
    ids=["HMAC", "IAM"],
)
def test_storage_that_refuses_connections_is_reported_and_no_module_is_missing(
    folder: Path, settings: dict[str, str]
) -> None:
    unreachable = {"COS_AUTH_ENDPOINT": "http://127.0.0.1:9/token", **settings}
    reported = [str(error) for error in _on_storage(folder, unreachable)]
    assert all(error.startswith("Object storage could not") for error in reported), reported
    assert not [error for error in reported if "NotFound" in error or "Unknown" in error]


def _imports(package: Path) -> Iterator[str]:
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for_checkers = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and _is_for_checkers(node)
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            statement = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom) else ""
            if statement and node not in for_checkers and not statement.startswith("from __future__"):
                yield statement


def _is_for_checkers(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
