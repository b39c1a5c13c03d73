"""What the commands `erase` and `export` share: their options, and the search of one person."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from handover.clock import Clock, SystemClock
from handover.core.desk.config import DeskError, Retention
from handover.core.phone_numbers import is_e164
from handover.services.storage import RequestStorage, StorageError
from operate import connect, settings_file
from operate.errors import OperatorError
from operate.privacy.search import Found, Person, Search


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """Returns the parser of a command about one person."""
    made = argparse.ArgumentParser(
        prog=f"python -m operate {name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit codes: 0 done; 2 you need to correct something, which the last lines name; 1 a defect.",
    )
    whose = made.add_mutually_exclusive_group(required=True)
    whose.add_argument("--number", metavar="+NUMBER", default="", help="the person's phone number, as +493012345678")
    whose.add_argument("--session", metavar="ID", default="", help="one chat, by Watson's session_id")
    made.add_argument(
        "--settings", type=Path, default=Path("settings.env"), help="the settings (default: settings.env)"
    )
    return made


def person(given: argparse.Namespace) -> Person:
    """Returns the person of the options. Raises OperatorError if the number is not one."""
    number = re.sub(r"[\s()./-]", "", given.number)
    if number and not is_e164(number):
        raise OperatorError("--number must be a whole number with its country, such as +493012345678.")
    return Person(number, given.session.strip())


def open_storage(given: argparse.Namespace, clock: Clock | None = None) -> tuple[Mapping[str, str], RequestStorage]:
    """Returns the settings and the storage they name. Raises OperatorError."""
    values = settings_file.read(given.settings)
    return values, connect.storage(values, clock or SystemClock())


def our_numbers(storage: RequestStorage) -> frozenset[str]:
    """Returns our numbers of desk.json, none if there is no desk. Raises OperatorError if it cannot be read."""
    try:
        return storage.desk().own_numbers
    except DeskError:
        return frozenset()
    except StorageError as error:
        raise OperatorError(str(error)) from None


def find(storage: RequestStorage, whose: Person, clock: Clock) -> Found:
    """Returns what the bucket has about the person. Raises OperatorError if it cannot be read."""
    try:
        try:
            desk = storage.desk()
            days, countries = desk.retention.handover_days, desk.countries
        except DeskError:
            days, countries = Retention().handover_days, ("US",)
        return Search(storage, clock.now(), days, countries).find(whose)
    except StorageError as error:
        raise OperatorError(str(error)) from None
