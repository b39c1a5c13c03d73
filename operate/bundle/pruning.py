"""Decides which files of the installed packages go into the bundle, with the reason for each exclusion.

tests/operate/bundle/test_launcher.py proves that every action and every import of the source works without them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Requirements of a package that the bundle leaves out: they are for twilio's asynchronous client, which nothing uses.
NEVER_INSTALLED = frozenset({"aiohttp", "aiohttp-retry"})

#: Patterns over a file's path, relative to where packages are installed, each with its reason.
LEFT_OUT = {
    r"[^/]+\.dist-info/.*": "pip's metadata",
    r"bin/.*": "command line tools",
    r".*\.(pyi|typed|pyx|pxd|c|h)|.*/py\.typed": "for type checkers and compilers",
    r".*\.(so|pyd|dylib)": "machine code: each has a pure Python equivalent, and without it the bundle runs on any system",
    r"(.*/)?(tests?|__pycache__)/.*": "tests and caches",
    r".*/__main__\.py": "command line tools",
    r"(ibm_boto3|ibm_s3transfer)/.*": "resources and transfers of large files: the client is the SDK's core",
    r"ibm_botocore/crt/auth\.py|ibm_botocore/stub\.py": "signatures in machine code, and the SDK's own tests",
    r"ibm_botocore/cacert\.pem": "the SDK takes certifi's where it is installed",
    r"ibm_botocore/data/s3/.*/(examples|waiters|endpoint-rule-set)-[^/]*\.json|ibm_botocore/data/s3/.*\.sdk-extras\.json": (
        "examples, waiters, and rules that find an endpoint's address: ours is a setting"
    ),
    r"ibm_botocore/data/(partitions|_retry)\.json": "for those rules, and for another mode of retries",
    r"urllib3/contrib/(emscripten/.*|pyopenssl\.py)": (
        "for Python in a browser; and pyOpenSSL, which the SDK would load with cryptography where it is installed: 170 ms"
    ),
    r"twilio/rest/(?!__init__\.py|api/).*": "the REST APIs of Twilio that are not calls and messages",
    r"ibm_watson/(?!__init__|assistant_v2|common|version).*": "Watson's other services: trimming.py cuts their imports",
    r"dateutil/zoneinfo/.*\.tar\.gz": "time zones of dateutil's own: Python's zoneinfo is used",
}

_LEFT_OUT = re.compile("|".join(f"(?:{pattern})" for pattern in LEFT_OUT))


def keep(path: PurePosixPath) -> bool:
    """Returns whether the bundle needs this file of an installed package."""
    return _LEFT_OUT.fullmatch(path.as_posix()) is None
