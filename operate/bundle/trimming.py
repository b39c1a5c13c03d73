"""Cuts what a package would load to what the bundle uses. pruning.py leaves out files; this leaves out lines.

Each line loads something at every cold start for functions that the bundle never calls. A package in which a line is no
longer found has changed: the build fails then, so that somebody looks.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from operate.errors import OperatorError

#: certifi looks for its file with a library that could read it from an archive, and loads four more for that. The bundle has
#: the file in a folder (packing.py).
_CERTIFICATES = b"""from pathlib import Path


def where():
    return str(Path(__file__).with_name("cacert.pem"))


def contents():
    return Path(where()).read_text(encoding="ascii")
"""

#: The countries' modules are in an archive beside that of their package (packing.py).
_COUNTRIES_APART = b"""__path__.append(__path__[0].replace("packages.zip", "numbers.zip"))
from ..phonemetadata import PhoneMetadata
"""

#: A pattern, what stands in its place, and why.
_Cut = tuple[bytes, bytes, str]


def _inspect_late(function: str, why: str) -> tuple[_Cut, ...]:
    """Returns the cuts after which a module loads `inspect` only when it calls that function of it."""
    name = function.encode()
    late = b'__import__("inspect").' + name + b"("
    return (rb"^import inspect\n", b"", why), (rb"\binspect\." + name + rb"\(", late, why)


#: By file: pattern, what stands in its place, and why.
_LINES: dict[str, tuple[_Cut, ...]] = {
    "ibm_watson/__init__.py": (
        (rb"^from \.(?!assistant_v2|common|version).*\n", b"", "Watson's other services, which pruning.py leaves out"),
    ),
    "urllib3/http2/__init__.py": ((rb"^from importlib\.metadata import version\n", b"", "HTTP/2, which is off"),),
    "fastjsonschema/__init__.py": ((rb"(?s)\A.*\Z", b"from .exceptions import *\n", "compiles schemas"),),
    "phonenumbers/__init__.py": (
        (rb"^from \.asyoutypeformatter import .*\n", b"", "formats a number while it is typed"),
        (rb"^from \.phonenumbermatcher import .*\n", b"", "searches texts: readings.py loads what it uses of it"),
    ),
    "phonenumbers/shortdata/__init__.py": (
        (rb"^from \.\.phonemetadata import PhoneMetadata\n", _COUNTRIES_APART, "where packing.py puts the countries"),
    ),
    "phonenumbers/data/__init__.py": (
        (rb"^from \.\.phonemetadata import PhoneMetadata\n", _COUNTRIES_APART, "likewise"),
        (rb"^from \.alt_format_.*\n", b"", "other groupings of digits, for searches in texts"),
        (rb"^_ALT_NUMBER_FORMATS = \{.*\}$", b"_ALT_NUMBER_FORMATS = {}", "likewise"),
    ),
    "twilio/request_validator.py": (
        (rb"^import logging\n", b"", "a warning about algorithms that Twilio does not have"),
        (rb"^logger = logging\.getLogger\(__name__\)\n", b"", "likewise"),
        (rb"\blogger\.warning\(", b'__import__("logging").getLogger(__name__).warning(', "likewise"),
    ),
    "twilio/base/client_base.py": (
        (
            rb"^from twilio\.http\.http_client import TwilioHttpClient\n",
            b"",
            "the SDK's own client, which loads requests",
        ),
        (rb"\bor TwilioHttpClient\(\)", b"", "likewise: the bundle always gives one"),
    ),
    "twilio/http/__init__.py": (
        (rb"^from requests import Response\n", b"Response = object\n", "a type that nothing looks at"),
    ),
    "jinja2/nodes.py": _inspect_late("iscoroutinefunction", "what only a compiler of templates asks"),
    "jinja2/async_utils.py": _inspect_late("isawaitable", "asynchronous templates"),
    "jinja2/filters.py": (
        (rb"^from inspect import getattr_static\n", b"", "a filter that no page uses"),
        (rb"\bgetattr_static\(", b'__import__("inspect").getattr_static(', "likewise"),
    ),
    "certifi/core.py": (
        (rb"(?s)\A.*from importlib\.resources import as_file, files\n.*\Z", _CERTIFICATES, "reads archives"),
    ),
}


def trimmed(path: PurePosixPath, data: bytes) -> bytes:
    """Returns what the bundle needs of a package's file; `path` is relative to where packages are installed. Raises
    OperatorError if a line to cut is not there."""
    for pattern, instead, reason in _LINES.get(path.as_posix(), ()):
        data, times = re.subn(pattern, instead, data, flags=re.MULTILINE)
        if not times:
            raise OperatorError(f"{path} has changed: see operate/bundle/trimming.py, which cuts a line ({reason}).")
    return data
