"""Describes the machine of a run, without its name: the page is published."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path


def describe(quick: bool) -> str:
    """Returns a paragraph: processor, cores, memory, system, Python, the load before the run, the day."""
    facts = [
        _processor(),
        f"{os.cpu_count()} cores",
        *_memory(),
        f"{platform.system()} {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
        f"load before the run {os.getloadavg()[0]:.1f}",
        f"{datetime.now(UTC):%d %B %Y}",
    ]
    warning = "\n\n**A quick run: it shows that everything works. Its figures mean little.**" if quick else ""
    return "Machine: " + ", ".join(facts) + "." + warning


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _memory() -> list[str]:
    found = re.search(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    return [f"{int(found[1]) / 2**20:.0f} GiB of memory"] if found else []


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.is_file() else ""
