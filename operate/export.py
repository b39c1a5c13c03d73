"""The command `python -m operate export` writes a person's data, as JSON and as a page that they can read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from handover.clock import Clock, SystemClock
from handover.core.i18n import available, choose
from handover.services.storage import RequestStorage, StorageError
from operate.errors import OperatorError
from operate.privacy import command
from operate.privacy.erasure import Records
from operate.privacy.page import page
from operate.privacy.person_file import contents, file_of
from operate.privacy.search import Person
from operate.privacy.twilio_records import TwilioRecords

_DESCRIPTION = """\
Writes what is kept about one person into a folder: person.json for programs, person.html to read. Both have the handovers
with their call requests and events, the chat's turns, the consent receipts with the check of their seals, and what Twilio
keeps. Messages that the person left on the phone, and recorded calls, are files beside them.

It changes nothing. Only you can read the files; give them to nobody but the person, and delete them afterwards."""


def main(arguments: list[str]) -> int:
    """Runs the command. Returns 0. Raises OperatorError."""
    parser = command.parser("export", _DESCRIPTION)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the two files are written")
    parser.add_argument("--language", choices=available(), default="", help="of the page (default: the person's)")
    given = parser.parse_args(arguments)
    whose = command.person(given)
    settings, storage = command.open_storage(given)
    run(
        storage,
        TwilioRecords(settings, command.our_numbers(storage)),
        whose,
        given.to,
        given.language,
        SystemClock(),
        print,
    )
    return 0


def run(
    storage: RequestStorage,
    records: Records,
    whose: Person,
    folder: Path,
    language: str,
    clock: Clock,
    say: Callable[[str], object],
) -> None:
    """Writes the files. Raises OperatorError."""
    found = command.find(storage, whose, clock)
    sids = [handover.sid for handover in found.handovers if handover.sid]
    try:
        data = contents(found, records.find(whose.number, sids), storage, clock.now())
        names = [name for handover in found.handovers for name in handover.sounds]
        sounds = {file_of(name): storage.bucket.get_bytes(name) or b"" for name in names}
    except StorageError as error:
        raise OperatorError(str(error)) from None
    spoken = choose(language, *(handover.language for handover in reversed(found.handovers)))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(folder / "person.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        _write(folder / "person.html", page(data, spoken))
        for name, sound in sounds.items():
            _write(folder / name, sound)
    except OSError as error:
        raise OperatorError(f"{folder} cannot be written: {error.strerror}.") from None
    say(f"About {whose.shown}: {len(found.handovers)} handovers, {len(found.turns)} turns. Written to {folder}.")


def _write(path: Path, content: str | bytes) -> None:
    """Writes a file that only this user can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
