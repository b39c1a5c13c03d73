"""Which files of the installed packages go into the bundle, and why the others do not.

tests/operate/bundle/test_launcher.py proves that every action and every import of the source still works without them.
Packages that are never installed at all: `aiohttp` and `aiohttp-retry` (twilio's asynchronous client).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: What a package needs by its own words, and the bundle does not have: nothing in it asks for the asynchronous client.
NEVER_INSTALLED = frozenset({"aiohttp", "aiohttp-retry"})

#: Patterns over a file's path, relative to where packages are installed, each with its reason.
LEFT_OUT = {
    r"[^/]+\.dist-info/.*": "what pip notes for itself",
    r"bin/.*": "command line tools",
    r".*\.(pyi|typed|pyx|pxd|c|h)|.*/py\.typed": "for type checkers and compilers",
    r".*\.(so|pyd|dylib)": "machine code: each has a twin in Python, and without them the bundle runs anywhere",
    r"(.*/)?(tests?|__pycache__)/.*": "tests and caches",
    r"ibm_s3transfer/aspera/.*": "a faster way for large files, which needs a program of its own",
    r"urllib3/contrib/emscripten/.*": "for Python within a browser",
    r"twilio/rest/(?!__init__\.py|api/).*": "the REST APIs of Twilio that are not calls and messages",
}

_LEFT_OUT = re.compile("|".join(f"(?:{pattern})" for pattern in LEFT_OUT))


def keep(path: PurePosixPath) -> bool:
    """Whether the bundle needs this file of an installed package."""
    return _LEFT_OUT.fullmatch(path.as_posix()) is None
