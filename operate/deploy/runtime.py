"""The platform's Python: whether it is still there, and when it ends.

A function on a runtime that has ended stops working. The platform says which runtimes it has; when they end stands in its
documentation only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from operate.deploy.job import Job

#: Code Engine's ends of runtimes, by its page "Runtimes for functions" as read on 27 November 2026.
ENDS = {"3.11": date(2026, 10, 31), "3.13": date(2027, 4, 30)}

#: Days before an end from which on it is said.
_AHEAD = 180
_SECONDS = 10


def problems(job: Job) -> list[str]:
    """Returns what is wrong if the platform says that it does not have the functions' Python. What cannot be asked is no
    problem here: a later step finds out."""
    if job.as_app:
        return []  # its image brings the Python
    known = _of_code_engine(job) if job.on_code_engine else _of_openwhisk(job)
    if not known or job.python in known:
        return []
    where = "Code Engine" if job.on_code_engine else api_host(job)
    others = ", ".join(sorted(known)) or "none"
    return [f"{where} has no Python {job.python}; it has {others}: choose one with --python VERSION."]


def warnings(job: Job) -> Iterator[str]:
    """Yields a sentence when the functions' Python ends within half a year, or has ended."""
    end = ENDS.get(job.python) if job.on_code_engine and not job.as_app else None
    left = (end - job.clock.now().date()).days if end else None
    if end is None or left is None or left > _AHEAD:
        return
    if left >= 0:
        when = f"ends on {end.isoformat()}, in {left} days: functions on it stop working then"
    else:
        when = f"has ended on {end.isoformat()}: functions on it stop working, if they have not yet"
    yield (
        f"Code Engine's Python {job.python} {when}. `ibmcloud ce fn runtimes --all` lists"
        " what there is; docs/operations.md says what to do."
    )


def api_host(job: Job) -> str:
    """Returns the address of the OpenWhisk host that wsk is configured for, or "" if there is none."""
    words = job.tools.run(("wsk", "property", "get", "--apihost")).out.strip().split()
    host = words[-1] if words and words[-1] != "host" else ""
    return host if not host or "://" in host else f"https://{host}"


def _of_code_engine(job: Job) -> set[str]:
    """Returns the Pythons that Code Engine lists, by version; none if it cannot be asked."""
    listed = job.tools.run(("ibmcloud", "ce", "fn", "runtimes", "--all"))
    words = listed.out.split() if listed.ok else []
    return {word.removeprefix("python-") for word in words if word.startswith("python-")}


def _of_openwhisk(job: Job) -> set[str]:
    """Returns the Pythons that the host lists and has not deprecated, by version; none if it cannot be asked."""
    import requests

    try:
        answer: Any = requests.get(f"{api_host(job)}/", timeout=_SECONDS).json()
        kinds = answer["runtimes"]["python"]
        return {each["kind"].removeprefix("python:") for each in kinds if not each.get("deprecated")} - {"default"}
    except (requests.RequestException, json.JSONDecodeError, KeyError, TypeError, AttributeError):
        return set()
