"""What the bundle keeps of the SDK's signer signs as the SDK does; a name that is gone ends the build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from operate.bundle.build import ROOT, Built
from operate.bundle.shaking import shaken
from operate.errors import OperatorError

WHOLE = {
    "signer": """from __future__ import annotations
import heavy
import logging, functools
from package.helpers import clean, unused
logger = logging.getLogger(__name__)
logger.setLevel(1)
def sign(text):
    return clean(text) + str(LIMIT)
def other():
    return heavy.work(unused)
LIMIT = 3
""",
    "helpers": """import package.words
try:
    from quick import strip
except ImportError:
    def strip(text):
        return text
def clean(text):
    return strip(text) + package.words.END
def unused():
    pass
""",
    "words": 'import heavy\nEND = "."\nSTART = "^"\n',
}
ROOTS = {"signer": frozenset({"sign"}), "helpers": frozenset[str](), "words": frozenset[str]()}


def test_what_a_name_needs_is_kept_across_modules_and_nothing_else() -> None:
    kept = shaken("package", WHOLE, ROOTS)
    assert kept["signer"] == (
        "from __future__ import annotations\nfrom package.helpers import clean\n\n"
        "def sign(text):\n    return clean(text) + str(LIMIT)\nLIMIT = 3\n"
    )
    assert kept["helpers"].startswith("import package.words\ntry:\n    from quick import strip\nexcept ImportError:")
    assert "unused" not in kept["helpers"]
    assert kept["words"] == "END = '.'\n"


def test_a_name_that_is_gone_ends_the_build() -> None:
    with pytest.raises(OperatorError, match=r"package\.signer has changed: it has no verify"):
        shaken("package", WHOLE, {**ROOTS, "signer": frozenset({"verify"})})


def test_a_name_that_another_module_no_longer_has_ends_it_too() -> None:
    with pytest.raises(OperatorError, match=r"package\.helpers has changed: it has no clean"):
        shaken("package", {**WHOLE, "helpers": "def wash(text): ..."}, ROOTS)


#: Prints the headers that the signer adds to each request of standard input, and the HTTP libraries that were loaded.
SIGN = """
import datetime, json, sys
sys.path[:0] = sys.argv[1:]
import handover
from ibm_botocore import auth
from handover.services.storage.signer import Signer
class At(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return cls(2026, 11, 28, 9, 30)
auth.datetime.datetime = At
signer = Signer("key", "secret")
found = [signer.sign(method, address, headers, body.encode()) for method, address, headers, body in json.load(sys.stdin)]
print(json.dumps([found, sorted(name for name in sys.modules if name.startswith(("urllib3", "requests")))]))
"""
REQUESTS = [
    ["GET", "https://s3.test/bucket/v1/handover/20261128-a~b/event", {}, ""],
    ["PUT", "http://localhost:9000/bucket/v1/%C3%BC%20+%26", {"If-None-Match": "*"}, '{"name": "Müller"}'],
    ["GET", "https://s3.test/bucket?list-type=2&prefix=v1%2F&continuation-token=1%2F%2Bx%3D&delimiter=%2F", {}, ""],
    ["DELETE", "https://s3.test:443/bucket//double/./dot/../key", {"X-Extra": "  two  spaces  "}, ""],
]


@pytest.mark.slow
def test_the_bundles_signer_signs_as_with_the_whole_sdk_and_loads_no_http_library(built: Built) -> None:
    signed, loaded = _signed(built.folder, "-I", "-S")
    assert (signed, loaded) == (_signed(ROOT / "functions", "-I")[0], [])
    assert len(signed) == len(REQUESTS)


def _signed(folder: Path, *options: str) -> tuple[list[dict[str, str]], list[str]]:
    """Returns the headers of all requests as the source in that folder signs them, and the HTTP libraries that it loaded."""
    command = [sys.executable, *options, "-c", SIGN, str(folder)]
    done = subprocess.run(command, input=json.dumps(REQUESTS), capture_output=True, text=True, check=True)
    found, loaded = json.loads(done.stdout)
    return found, loaded
