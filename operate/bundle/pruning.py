"""Decides which files of the installed packages go into the bundle, with the reason for each exclusion.

tests/operate/bundle/test_launcher.py proves that every action and every import of the source works without them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Requirements of a package that the bundle leaves out: they are for twilio's asynchronous client and for Watson's speech,
#: which nothing uses.
NEVER_INSTALLED = frozenset({"aiohttp", "aiohttp-retry", "websocket-client"})

#: Patterns over a file's path, relative to where packages are installed, each with its reason.
LEFT_OUT = {
    r"[^/]+\.dist-info/.*": "pip's metadata",
    r"bin/.*": "command line tools",
    r".*\.(pyi|typed|pyx|pxd|c|h)|.*/py\.typed": "for type checkers and compilers",
    r".*\.(so|pyd|dylib)": "machine code: each has a pure Python equivalent, and without it the bundle runs on any system",
    r"(.*/)?(tests?|__pycache__)/.*": "tests and caches",
    r".*/__main__\.py": "command line tools",
    r"(ibm_boto3|ibm_s3transfer|jmespath)/.*": "the SDK's client and what only it needs",
    r"ibm_botocore/(?!(__init__|auth|compat|exceptions|utils)\.py).*": (
        "the SDK's client and its description of S3: services/storage uses its signer, and shaking.py keeps what that needs"
    ),
    r"fastjsonschema/(?!(__init__|exceptions)\.py).*": "compiles schemas: the bundle has the checks as code",
    r"phonenumbers/data/alt_format_.*": "other groupings of digits, for searches in texts: trimming.py cuts their imports",
    r"charset_normalizer/.*": "guesses encodings, and services/timed_requests.py knows them",
    r"urllib3/contrib/(emscripten/.*|pyopenssl\.py)": (
        "for Python in a browser; and pyOpenSSL, which would be loaded with cryptography where it is installed: 170 ms"
    ),
    r"twilio/rest/(?!__init__\.py|api/).*": "the REST APIs of Twilio that are not calls and messages",
    r"ibm_watson/(?!__init__|assistant_v2|common|version).*": "Watson's other services: trimming.py cuts their imports",
    r"dateutil/zoneinfo/.*\.tar\.gz": "time zones of dateutil's own: Python's zoneinfo is used",
}

_LEFT_OUT = re.compile("|".join(f"(?:{pattern})" for pattern in LEFT_OUT))


def keep(path: PurePosixPath) -> bool:
    """Returns whether the bundle needs this file of an installed package."""
    return _LEFT_OUT.fullmatch(path.as_posix()) is None
