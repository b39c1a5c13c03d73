"""One container of an OpenWhisk host, small: its launcher's rules, and no Python package but the standard library.

The rules that bite a bundle (OpenWhisk's Python launcher): `__main__.py` runs as module `main__`;
the working directory is the bundle; the environment has no PATH and no HOME; a run is one JSON line on standard input whose
keys but `value` become `__OW_…` variables and must be strings; a result is one JSON line on file descriptor 3.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

END = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX"

_LAUNCHER = f"""
import json, os, sys
if sys.argv[2] != "3":
    os.dup2(int(sys.argv[2]), 3)
    os.close(int(sys.argv[2]))
sys.path.insert(0, os.getcwd())
out = os.fdopen(3, "wb")
exec("from main__ import {{}} as action".format(sys.argv[1]))
out.write(b'{{"ok": true}}\\n'); out.flush()
for line in sys.stdin:
    run = json.loads(line)
    for key, value in run.items():
        if key != "value":
            os.environ["__OW_" + key.upper()] = value
    try:
        result = action(run["value"])
    except Exception as error:
        result = {{"error": str(error)}}
    out.write(json.dumps(result, ensure_ascii=False).encode() + b"\\n"); out.flush()
    print({END!r}, flush=True); print({END!r}, file=sys.stderr, flush=True)
"""


def unpack(archive: Path, folder: Path) -> Path:
    """What /init does: unzip without file times, and rename the entry point."""
    with zipfile.ZipFile(archive) as entries:
        entries.extractall(folder)
    (folder / "__main__.py").rename(folder / "main__.py")
    return folder


class Launched:
    """A door in a process of its own; `with Launched(folder, "webhook") as door: door.run({...})`."""

    def __init__(self, folder: Path, door: str) -> None:
        read, write = os.pipe()
        environment = {"PYTHONIOENCODING": "UTF-8", "PWD": str(folder), "SHLVL": "1", "LC_CTYPE": "C.UTF-8"}
        # -I: nothing from this process's environment or working directory; -S: no installed packages.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, door, str(write)],
            cwd=folder,
            env=environment,
            pass_fds=[write],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(write)
        self._results = os.fdopen(read, encoding="utf-8")
        self.ready = self._results.readline().strip()
        self._name = door

    def run(self, value: Mapping[str, Any], **platform: str) -> dict[str, Any]:
        """One run; `platform` holds what the host says besides (names as in the protocol, strings)."""
        said = {"action_name": f"/guest/handover/{self._name}", "api_host": "https://openwhisk.test", "deadline": "0"}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"value": value, **said, **platform}) + "\n")
        self._process.stdin.flush()
        line = self._results.readline()
        assert line, "the container died: " + self.errors()
        result = json.loads(line)
        assert isinstance(result, dict)
        return result

    def logs(self) -> list[str]:
        """The lines of the last run on standard output."""
        assert self._process.stdout is not None
        return [line.rstrip("\n") for line in iter(self._process.stdout.readline, END + "\n")]

    def errors(self) -> str:
        self._process.kill()
        return self._process.communicate()[1]

    def __enter__(self) -> Launched:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._results.close()
