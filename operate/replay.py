"""The command `python -m operate replay` tells a handover's story from its stored events. It changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from handover.clock import SystemClock
from handover.services.storage import StorageError
from operate import connect, settings_file
from operate.errors import OperatorError
from operate.flight.history import from_bucket, from_export
from operate.flight.replay import tell

_DESCRIPTION = """\
Tells what happened to one handover: each event with its time, the state before and after it, what was decided and why; then
anomalies, the counters it claimed, and why the call did or did not happen. Phone numbers are masked. It changes nothing.

The events come from the bucket, or from a person.json that `operate export` wrote."""


def main(arguments: list[str]) -> int:
    """Runs the command. Returns 0. Raises OperatorError."""
    parser = argparse.ArgumentParser(
        prog="python -m operate replay",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("handover", help="the handover's id, as 20261122-…; the log and the page's address have it")
    parser.add_argument("--file", type=Path, metavar="person.json", help="an export, instead of the bucket")
    parser.add_argument("--settings", type=Path, default=Path("settings.env"), help="(default: settings.env)")
    given = parser.parse_args(arguments)
    clock = SystemClock()
    try:
        if given.file:
            flight = from_export(given.file, given.handover)
        else:
            flight = from_bucket(connect.storage(settings_file.read(given.settings), clock), given.handover)
    except StorageError as error:
        raise OperatorError(str(error)) from None
    print("\n".join(tell(flight, clock.now())))
    return 0
