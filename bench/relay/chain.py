"""Starts the relay chain: Node-RED and, behind it, the click-to-call app, each in a process of its own.

Their packages are installed by npm into build/relay at first use, with the versions of package.json.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests

from tests.handover.stub import refusing_url

_HERE = Path(__file__).parent
_BUILD = _HERE.parents[1] / "build" / "relay"
#: No scripts of packages, and nothing that the chain does not need.
_INSTALL = [
    "install",
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--omit=dev",
    "--omit=optional",
]
_PATIENCE = 60.0
_INSTALL_LIMIT = 300.0
_SECONDS_BETWEEN = 0.1


class NoRelayError(Exception):
    """The chain cannot be started here; the message says why."""


@contextmanager
def chain(environ: Mapping[str, str], may_install: bool) -> Iterator[str]:
    """Yields the address for the chat's POST. `environ` has the settings of Twilio. Raises NoRelayError."""
    node = shutil.which("node")
    if not node:
        raise NoRelayError("node is not installed")
    _install(may_install)
    app, relay = refusing_url(), refusing_url()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-relay-")))
        for file in ("flow.json", "settings.js", "click_to_call.js"):
            shutil.copy(_HERE / file, folder / file)
        (folder / "node_modules").symlink_to(_BUILD / "node_modules")
        red = _BUILD / "node_modules" / "node-red" / "red.js"
        stack.enter_context(_running([node, "click_to_call.js"], folder, app, environ))
        order = [node, str(red), "--userDir", str(folder), "--settings", str(folder / "settings.js")]
        stack.enter_context(_running(order, folder, relay, {"CLICK_TO_CALL": f"{app}/call"}))
        yield f"{relay}/relay"


def _install(may_install: bool) -> None:
    """Installs the packages, unless those of this package.json are there. It takes a minute."""
    wanted = (_HERE / "package.json").read_text(encoding="utf-8")
    mark = _BUILD / "installed.json"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    if not may_install:
        raise NoRelayError("its packages are not installed, which a whole run does")
    npm = shutil.which("npm")
    if not npm:
        raise NoRelayError("npm is not installed")
    _BUILD.mkdir(parents=True, exist_ok=True)
    shutil.copy(_HERE / "package.json", _BUILD)
    try:
        subprocess.run([npm, *_INSTALL], cwd=_BUILD, check=True, capture_output=True, timeout=_INSTALL_LIMIT)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NoRelayError("npm could not install its packages") from None
    mark.write_text(wanted, encoding="utf-8")


@contextmanager
def _running(order: list[str], folder: Path, address: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Runs a server of the chain while the block runs. It gets its port from the environment."""
    given = {**environ, "PORT": address.rpartition(":")[2], "PATH": os.environ.get("PATH", ""), "HOME": str(folder)}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(order, cwd=folder, env=given, stdout=log, stderr=log)  # noqa: S603
    try:
        _wait_for(address, process)
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            requests.get(address, timeout=1)
        except requests.RequestException:
            time.sleep(_SECONDS_BETWEEN)
        else:
            return
    raise NoRelayError("a server of the chain did not start")
