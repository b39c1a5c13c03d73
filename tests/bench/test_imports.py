"""What Python reports of imports, read."""

from __future__ import annotations

from bench.imports import parse

REPORT = """import time: self [us] | cumulative | imported package
import time:       100 |        100 |   json.decoder
import time:        50 |        150 | json
a warning of a library
import time:        30 |         30 | twilio.base.version
"""


def test_modules_and_packages_are_read_and_other_lines_passed_over() -> None:
    imports = parse(REPORT)
    assert dict(imports.modules) == {"json.decoder": 100, "json": 50, "twilio.base.version": 30}
    assert imports.total == 180
    assert imports.by_package() == {"standard library": 150, "twilio": 30}
