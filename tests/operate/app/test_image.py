"""The image, without a container tool: the Dockerfile's steps in an empty environment, its command, and real requests."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from operate.bundle import image
from operate.bundle.build import Built
from operate.deploy import smoke
from operate.deploy.job import Job, Options
from operate.deploy.tools import Tools
from sandbox.bucket import Bucket
from tests.handover.rig import at_once
from tests.handover.stub import Reply, Stub, StubRequest, as_json
from tests.operate.conftest import HERE, built
from tests.operate.deploy.fakes import Answers
from tests.operate.deploy.world import DESK, SETTINGS

pytestmark = [pytest.mark.slow, pytest.mark.long]  # builds the bundle, starts a server

__all__ = ["built"]


@dataclass
class Container:
    """What the Dockerfile makes: files below `root`, an environment, a user, a command."""

    root: Path
    directory: str = "/"
    environ: dict[str, str] = field(default_factory=dict)
    user: str = ""
    command: list[str] = field(default_factory=list)
    base: str = ""


def carried_out(context: Path, root: Path) -> Container:
    """Carries out the steps of `context`/Dockerfile."""
    made = Container(root)
    arguments: dict[str, str] = {}
    for line in (context / "Dockerfile").read_text().splitlines():
        step, _, rest = line.partition(" ")
        if step == "ARG":
            name, _, value = rest.partition("=")
            arguments[name] = value
        elif step == "FROM":
            made.base = re.sub(r"\$\{(\w+)\}", lambda found: arguments[found[1]], rest)
        elif step == "WORKDIR":
            made.directory = rest
        elif step == "COPY":
            *sources, target = rest.split()
            folder = root / made.directory.lstrip("/") / target
            for source in sources:
                shutil.copytree(context / source, folder, dirs_exist_ok=True)
        elif step == "USER":
            made.user = rest
        elif step == "ENV":
            made.environ |= dict(pair.split("=", 1) for pair in rest.split())
        elif step == "CMD":
            made.command = json.loads(rest)
        else:
            assert step in ("", "#", "EXPOSE", "STOPSIGNAL"), f"{step} is not carried out"
    return made


@pytest.fixture(scope="module")
def container(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Container:
    folder = tmp_path_factory.mktemp("image")
    out = folder / "build"
    out.mkdir()
    (out / "dependencies").symlink_to(built.folder.parent / "dependencies")
    shutil.copy(built.archive, out)
    context = image.write(built, out)
    assert image.current(HERE, out) == context
    made = carried_out(context.folder, folder / "root")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "root" / "usr"], check=True)
    return made


@dataclass
class Running:
    process: subprocess.Popen[str]
    base: str
    port: int

    @property
    def accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


class Twilio(Stub):
    """Twilio as far as a start needs it. `called`: the number of each call, in order."""

    def __init__(self) -> None:
        super().__init__(self._reply)
        self.called: list[str] = []
        self.first = threading.Event()

    def _reply(self, request: StubRequest) -> Reply:
        if request.method != "POST":
            return as_json({"calls": []})
        self.called.append(request.form["To"][0])
        self.first.set()
        return as_json({"sid": f"CA{len(self.called):032}", "status": "queued"}, 201)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with Twilio() as made:
        yield made


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket() as made:
        yield made


@pytest.fixture
def settings(bucket: Bucket, twilio: Twilio) -> dict[str, str]:
    bucket.create("desk")
    bucket.put("desk", "desk.json", json.dumps(DESK).encode())
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    return {
        **SETTINGS,
        **bucket.settings("desk"),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}/{{action}}",
        "TWILIO_API_BASE": twilio.url,
    }


@pytest.fixture
def running(container: Container, settings: Mapping[str, str]) -> Iterator[Running]:
    port = int(settings["PORT"])
    process = subprocess.Popen(
        [str(container.root / "usr" / "bin" / container.command[0]), *container.command[1:]],
        cwd=container.root / container.directory.lstrip("/"),
        env={**container.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    made = Running(process, f"http://127.0.0.1:{port}", port)
    until = time.monotonic() + 60
    while not made.accepts:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until
        os.sched_yield()
    yield made
    process.kill()
    process.communicate()


def test_it_is_small_has_no_user_no_tools_and_no_source(container: Container) -> None:
    app = container.root / container.directory.lstrip("/")
    assert container.base == f"python:{HERE}-slim"
    assert (container.user, container.command[0]) == ("10001:10001", "python")
    files = [path for path in app.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 30_000_000
    assert [path.name for path in files if path.suffix == ".py"] == ["__main__.py"]
    assert not [path for path in files if path.suffix in (".env", ".so") or path.name == "Dockerfile"]


def test_it_serves_every_action_and_finishes_what_runs(running: Running, settings: dict[str, str]) -> None:
    assert requests.get(f"{running.base}/health/ready", timeout=20).status_code == 200
    console = Answers()
    job = Job(Options(target="app"), settings, Tools(lambda _: None), console, Path(), wait=lambda _: None)
    for probe in smoke.changes(job):
        probe.do(job)
    assert len(console.said) == 10
    assert requests.post(f"{running.base}/scheduler", timeout=60).status_code == 200

    body = b'{"action": "time", "timezone": "Europe/Berlin"}'
    head = (
        f"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Handover-Secret: {settings['WEBHOOK_SECRET']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as half:
        half.sendall(head.encode() + body[:10])
        requests.get(f"{running.base}/health/live", timeout=20)  # the server has seen the first half by now
        running.process.send_signal(signal.SIGTERM)
        while running.accepts:
            os.sched_yield()
        half.sendall(body[10:])
        answer = half.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"ok": true' in answer
    out, _ = running.process.communicate(timeout=60)
    assert running.process.returncode in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["action"] for line in lines} == {"webhook", "twiml", "status", "transcript", "dashboard", "scheduler"}
    assert {line["platform"] for line in lines} == {"app"}


def test_an_end_in_the_middle_of_many_starts_loses_no_call(
    running: Running, settings: dict[str, str], bucket: Bucket, twilio: Twilio
) -> None:
    assert requests.get(f"{running.base}/health/ready", timeout=20).status_code == 200
    replies: dict[str, dict[str, Any]] = {}

    def start(place: int) -> None:
        number = f"+4930123456{place:02}"
        command = {"action": "start_call", "session_id": f"chat-{place}", "phone_number": number, "consent": "yes"}
        headers = {"X-Handover-Secret": settings["WEBHOOK_SECRET"]}
        try:
            replies[number] = requests.post(f"{running.base}/webhook", json=command, headers=headers, timeout=60).json()
        except requests.ConnectionError:  # it had stopped listening before
            replies[number] = {}

    def end() -> None:
        assert twilio.first.wait(60)
        running.process.send_signal(signal.SIGTERM)

    works: list[Callable[[], None]] = [end, *[partial(start, place) for place in range(10, 34)]]
    at_once(works)
    running.process.communicate(timeout=60)
    assert len(twilio.called) == len(set(twilio.called)) >= 1
    names = " ".join(bucket.objects("desk"))
    for number in twilio.called:  # each is known to the chat and to the bucket
        assert replies[number]["ok"]
        assert replies[number]["handover_id"] in names
    assert {number for number, reply in replies.items() if reply.get("status") == "dialing"} <= set(twilio.called)
