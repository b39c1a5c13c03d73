"""Everything a deploy needs, on this machine: an operator's folder, an account, a bucket, Watson, Twilio, functions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handover.clock import SystemClock
from handover.services.storage import keys
from operate.bundle.build import ROOT, Built
from operate.deploy.__main__ import STEPS, run
from operate.deploy.job import Job, Options
from operate.errors import OperatorError
from sandbox.bucket import Bucket
from sandbox.host import FunctionHost, Process
from sandbox.host.app_process import AppProcess
from sandbox.net import HttpRequest, HttpResponse
from tests.operate.conftest import HERE
from tests.operate.deploy.fakes import Answers, InProcessTools
from tests.operate.standins.http import serving
from tests.operate.standins.twilio import Twilio
from tests.operate.standins.watson import INSTANCE, Watson

SETTINGS = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "the token",
    "TWILIO_NUMBER": "+493012345670",
    "WEBHOOK_SECRET": "w" * 32,
    "DASHBOARD_SECRET": "d" * 32,
    "HASH_KEY": "h" * 32,
    "COS_ENDPOINT": "http://127.0.0.1:9",
    "COS_BUCKET": "handover",
    "COS_HMAC_ACCESS_KEY_ID": "id",
    "COS_HMAC_SECRET_ACCESS_KEY": "secret",
}

DESK = {
    "agents": [{"id": "anna", "name": "Anna", "phone": "+493012345671"}],
    "countries": ["DE"],
    "time_zone": "Europe/Berlin",
}


class BeforeEnds(SystemClock):
    """The machine's clock, on a day on which no runtime ends soon."""

    def __init__(self, day: datetime = datetime(2026, 1, 15, tzinfo=UTC)) -> None:
        self.day = day

    def now(self) -> datetime:
        return self.day


@dataclass
class World:
    """One operator's world. `folder` is a clone with settings.env and desk.json; the tools are those of `folder`/bin."""

    folder: Path
    settings: dict[str, str]
    bucket: Bucket
    watson: Watson
    twilio: Twilio
    environment: dict[str, str]
    clock: BeforeEnds = field(default_factory=lambda: BeforeEnds())

    @property
    def account(self) -> dict[str, Any]:
        """Returns the IBM Cloud account."""
        found = json.loads((self.folder / "account.json").read_text())
        assert isinstance(found, dict)
        return found

    def change_account(self, **changed: Any) -> None:
        (self.folder / "account.json").write_text(json.dumps({**self.account, **changed}))

    def write(self) -> None:
        """Write the settings file anew."""
        lines = [f"{name}={value}\n" for name, value in self.settings.items()]
        (self.folder / "settings.env").write_text("".join(lines))

    def deploy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """./deploy.sh, as it is run where there is no terminal."""
        line = ["./deploy.sh", *arguments, "--python", HERE]
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
        return subprocess.run(line, cwd=self.folder, env=self.environment, check=False, **streams)

    def job(self, console: Answers, **chosen: Any) -> Job:
        """Returns the context for a step that runs without deploy.sh."""
        options = Options(
            **{
                "settings": self.folder / "settings.env",
                "desk": self.folder / "desk.json",
                "build": self.folder / "build",
                "python": HERE,
                **chosen,
            }
        )
        tools = InProcessTools(progress=lambda _: None, environ=self.environment)
        return Job(options, self.settings, tools, console, self.folder, wait=lambda _: None, clock=self.clock)

    def step(self, name: str, answer: str = "", **chosen: Any) -> Answers:
        """One step in this process; its console."""
        console = Answers(answer)
        run(STEPS[name], self.job(console, **chosen))
        return console

    def problem(self, name: str, **chosen: Any) -> str:
        """Runs a step that must fail. Returns its error."""
        try:
            self.step(name, **chosen)
        except OperatorError as error:
            return str(error)
        raise AssertionError(f"{name} did not stop")

    def objects(self) -> dict[str, bytes]:
        return self.bucket.objects("desk")

    def pretend_built(self) -> None:
        """A bundle as far as the steps look at one: an entry point, and an archive with some bytes."""
        build = self.folder / "build"
        (build / "bundle").mkdir()
        shutil.copy(ROOT / "functions" / "__main__.py", build / "bundle")
        (build / "handover.zip").write_bytes(b"the bundle")

    def take(self, built: Built) -> None:
        """Uses a real bundle that was built before."""
        for path in (built.folder, built.archive, built.folder.parent / "handover.made-from"):
            (self.folder / "build" / path.name).symlink_to(path)

    def sweep(self) -> None:
        """Stores the time of a sweep, as the scheduler does."""
        self.bucket.put("desk", keys.HEARTBEAT, json.dumps({"at": datetime.now(UTC).isoformat()}).encode())


@contextmanager
def world(folder: Path, settings: dict[str, str], clone: bool = False) -> Iterator[World]:
    """A fresh one: logged in, nothing deployed. Functions answer once the account has them. `clone`: for deploy.sh."""
    with ExitStack() as stack:
        bucket = stack.enter_context(Bucket())
        twilio = Twilio(settings["TWILIO_ACCOUNT_SID"], settings["TWILIO_AUTH_TOKEN"], settings["TWILIO_NUMBER"])
        watson = Watson("watson-api-key-0123456789", trains=0)
        watson_at = stack.enter_context(serving(watson))
        functions = _Functions(folder)
        stack.callback(functions.close)
        functions_at = stack.enter_context(serving(functions))
        made = World(
            folder,
            {
                **settings,
                **bucket.settings("desk"),
                "COS_AUTH_ENDPOINT": f"{watson_at}/identity/token",
                "WATSON_API_KEY": watson.key,
                "WATSON_URL": watson_at + INSTANCE,
                "TWILIO_API_BASE": stack.enter_context(serving(twilio)),
                "PUBLIC_URL": functions_at + "/{action}",
            },
            bucket,
            watson,
            twilio,
            _environment(folder),
        )
        made.write()
        (folder / "desk.json").write_text(json.dumps(DESK, indent=2))
        (folder / "account.json").write_text(json.dumps(_account(functions_at)))
        _check_out(folder, with_source=clone)
        (ROOT / "build" / "dependencies").mkdir(parents=True, exist_ok=True)
        (folder / "build").mkdir()
        (folder / "build" / "dependencies").symlink_to(ROOT / "build" / "dependencies", target_is_directory=True)
        yield made


@contextmanager
def beating(made: World) -> Iterator[None]:
    """While this lasts, the account's cron does its work: it sweeps whenever there is a subscription."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(0.2):
            if made.account["crons"]:
                made.sweep()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class _Functions:
    """Code Engine: the functions from the folder that was built, or else the application; each with the account's secret as
    environment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._host: FunctionHost | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._host is None:
            account = json.loads((self._folder / "account.json").read_text())
            if account["apps"]:
                self._host = FunctionHost("app", account["secrets"]["handover-app"], AppProcess())
            elif account["functions"]:
                runner = Process(self._folder / "build" / "bundle", world_clock=False, isolated=True)
                self._host = FunctionHost("code-engine", account["secrets"]["handover"], runner)
            else:
                return HttpResponse(404)
        return self._host(request)

    def close(self) -> None:
        if self._host:
            self._host.close()


def _check_out(folder: Path, with_source: bool) -> None:
    """Creates the files of the repository that a deploy uses, with the source or without."""
    for name in ("functions", "operate") if with_source else ():
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("deploy.sh", "manifest.yml", "skill-claim.json"):
        shutil.copy(ROOT / name, folder / name)


def _account(functions_at: str) -> dict[str, Any]:
    return {
        "user": "operator@example.org",
        "region": "eu-de",
        "group": "Default",
        "plugin": [1, 62, 6],
        "expired": False,
        "projects": [],
        "selected": "",
        "secrets": {},
        "functions": {},
        "apps": {},
        "crons": {},
        "profiles": [],
        "token": "token-of-the-operators-login",
        "fail": {},
        "endpoint": f"{functions_at}/{{name}}",
        "lines": [],
    }


def _environment(folder: Path) -> dict[str, str]:
    """Creates an operator's shell: the stand-ins and the system's tools only."""
    (folder / "bin").mkdir()
    for name, quick in (("ibmcloud", "-S"), ("wsk", "-S"), ("wskdeploy", "")):
        program = folder / "bin" / name
        run_it = f'exec "{sys.executable}" {quick} -m tests.operate.standins.{name} "$@"'
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" {run_it}\n')
        program.chmod(0o755)
    return {
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "HANDOVER_PYTHON": sys.executable,
        "STANDIN_IBMCLOUD": str(folder / "account.json"),
        **({"LANG": os.environ["LANG"]} if "LANG" in os.environ else {}),
    }
