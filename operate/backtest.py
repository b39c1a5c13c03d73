"""The command `python -m operate backtest` says what another desk.json would have changed. It changes nothing."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from handover.clock import SystemClock
from handover.core.desk import config
from handover.core.desk.config import Desk
from handover.core.privacy.numbers import masked
from handover.core.time_zones import zone
from handover.services.storage import StorageError
from operate import connect, desk_file, settings_file
from operate.errors import OperatorError
from operate.flight.backtesting import Change, Result, backtest
from operate.flight.history import requests

_DESCRIPTION = """\
Decides the call requests of the last days again, by another desk.json, and says what would have been different: who would
have been refused, who would have been called, and which agents would never have been rung. It changes nothing.

What no desk.json decides stays as it was: a call that was under way, a pause by a lead, agents who were away, failures."""


def main(arguments: list[str]) -> int:
    """Runs the command. Returns 0. Raises OperatorError."""
    parser = argparse.ArgumentParser(
        prog="python -m operate backtest",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("desk", type=Path, help="the desk.json to try")
    parser.add_argument("--days", type=int, default=30, help="how many days back (default: 30)")
    parser.add_argument("--settings", type=Path, default=Path("settings.env"), help="(default: settings.env)")
    given = parser.parse_args(arguments)
    raw = desk_file.check(given.desk)
    if raw is None:
        raise OperatorError(f"There is no {given.desk}.")
    desk, clock = config.read(json.loads(raw)), SystemClock()
    try:
        happened = requests(connect.storage(settings_file.read(given.settings), clock), clock.now(), given.days)
    except StorageError as error:
        raise OperatorError(str(error)) from None
    print("\n".join(report(backtest(happened, desk), desk, given.days)))
    return 0


def report(result: Result, desk: Desk, days: int) -> list[str]:
    """Returns the result in lines: a summary, then each request that would have been decided otherwise."""
    changed = {
        "Would be refused": result.refused_now,
        "Would be called": result.called_now,
        "Would be refused for another reason": result.other_reason,
    }
    lines = [
        f"In {days} days there were {result.requests} requests; {result.called} were called.",
        f"With this desk.json: {_callers(result.refused_now)} refused, {_callers(result.called_now)} called who were not,"
        f" {_count(len(result.never_rung), 'agent')} never rung.",
    ]
    for heading, changes in changed.items():
        if changes:
            lines += [f"{heading}:", *(_line(change, desk) for change in changes)]
    if result.never_rung:
        lines.append("Never rung: " + ", ".join(agent.name for agent in result.never_rung))
    if result.not_judged:
        lines.append(f"Not judged: {_count(result.not_judged, 'request')} whose refusal no desk.json decides.")
    return lines


def _line(change: Change, desk: Desk) -> str:
    happened = change.happened
    at = f"{happened.at.astimezone(zone(desk.time_zone)):%Y-%m-%d %H:%M}"
    decided = f"{happened.reason or 'called'} → {change.reason or 'called'}"
    return f"  {at}  {masked(happened.typed)}  {decided}  {happened.handover_id}"


def _callers(changes: list[Change]) -> str:
    return _count(len({change.happened.session for change in changes}), "caller")


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
