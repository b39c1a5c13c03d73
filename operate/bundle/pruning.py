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
    r"ibm_s3transfer/aspera/.*": "a faster transfer for large files, which needs a separate program",
    r"urllib3/contrib/emscripten/.*": "for Python in a browser",
    r"twilio/rest/(?!__init__\.py|api/).*": "the REST APIs of Twilio that are not calls and messages",
}

_LEFT_OUT = re.compile("|".join(f"(?:{pattern})" for pattern in LEFT_OUT))


def keep(path: PurePosixPath) -> bool:
    """Returns whether the bundle needs this file of an installed package."""
    return _LEFT_OUT.fullmatch(path.as_posix()) is None
