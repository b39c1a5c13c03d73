"""The naive twin: a process that imports all that the actions need and makes both clients, as with imports at the top.

Its packages are the bundle's, as pip installs them, with byte code like the bundle's: the difference is in what is left out
and when it is imported.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from operate.bundle import compiling, dependencies
from operate.bundle.build import ROOT

#: `{folder}`: where the packages are.
_PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
import fastjsonschema, itsdangerous, jinja2, jwt, phonenumbers, requests
import twilio.request_validator, twilio.twiml.voice_response, twilio.rest
import handover.actions.webhook, handover.actions.twiml, handover.actions.status, handover.actions.transcript
import handover.actions.dashboard, handover.actions.scheduler
twilio.rest.Client("AC", "x").calls
access = dict(aws_access_key_id="a", aws_secret_access_key="b", endpoint_url="http://127.0.0.1:9")
try:
    import ibm_boto3
except ImportError:  # only the part below it is installed
    import ibm_botocore.session
    ibm_botocore.session.get_session().create_client("s3", region_name="us-standard", **access)
else:
    ibm_boto3.client("s3", **access)
"""


def program_in(folder: Path) -> str:
    """Returns the naive twin's code, for packages in that folder."""
    return _PROGRAM.format(folder=str(folder))


def naive_folder(out: Path) -> Path:
    """Returns `out`/naive: packages unpruned, our source, byte code. Makes it, unless the bundle in `out` is as old."""
    folder, marker = out / "naive", out / "naive.made-from"
    origin = (out / "handover.made-from").read_text()
    if folder.is_dir() and marker.is_file() and marker.read_text() == origin:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    lists = (ROOT / "functions" / "requirements.txt", Path(dependencies.__file__).with_name("transitive.txt"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = dependencies.install(lists, version, sys.executable, out / "dependencies")
    shutil.copytree(packages, folder)
    shutil.copytree(ROOT / "functions" / "handover", folder / "handover", ignore=shutil.ignore_patterns("__pycache__"))
    compiling.compile_folder(folder, sys.executable)
    marker.write_text(origin)
    return folder
