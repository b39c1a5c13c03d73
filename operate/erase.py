"""The command `python -m operate erase` deletes a person's data: plan first, `--yes` to do it."""

from __future__ import annotations

from collections.abc import Callable

from handover.clock import Clock, SystemClock
from handover.services.storage import RequestStorage, StorageError
from operate.errors import OperatorError, ProblemsError
from operate.privacy import command
from operate.privacy.erasure import Records, erase, plan
from operate.privacy.search import Person
from operate.privacy.twilio_records import TwilioRecords

_DESCRIPTION = """\
Deletes what is kept about one person: handovers with their call requests, the chat's turns, rows of lists, quota claims,
consent receipts, and at Twilio the calls, recordings and messages between TWILIO_NUMBER and theirs.

Without --yes it only prints what it would delete. A handover that is not over stops it. It can be repeated: what could not
be deleted is named, and the next run finds it again. A receipt of counts without personal data stays in the bucket, and so
does an entry on the do-not-call list: it is a hash only, and without it the number could be called again."""


def main(arguments: list[str]) -> int:
    """Runs the command. Returns 0. Raises OperatorError."""
    parser = command.parser("erase", _DESCRIPTION)
    parser.add_argument("--yes", action="store_true", help="delete; without it nothing is deleted")
    given = parser.parse_args(arguments)
    whose = command.person(given)
    settings, storage = command.open_storage(given)
    run(storage, TwilioRecords(settings, command.our_numbers(storage)), whose, given.yes, SystemClock(), print)
    return 0


def run(
    storage: RequestStorage, records: Records, whose: Person, yes: bool, clock: Clock, say: Callable[[str], object]
) -> None:
    """Prints the plan and, with `yes`, carries it out. Raises OperatorError when something was not deleted."""
    planned = plan(command.find(storage, whose, clock), records)
    if not planned.found.anything and not planned.records:
        say(f"Nothing is kept about {whose.shown}.")
        return
    say(f"About {whose.shown}, {'delete' if yes else 'would delete'}:")
    for sentence in planned.sentences:
        say(sentence)
    if not yes:
        say("Nothing was deleted. Add --yes to delete it; it cannot be undone.")
        return
    try:
        outcome = erase(planned, storage, records, clock.now())
    except StorageError as error:
        raise OperatorError(f"{error} Run this again.") from None
    if outcome.problems:
        raise ProblemsError([*outcome.problems, "Run this again: it finds what is left."])
    if command.find(storage, whose, clock).anything:
        raise OperatorError("More was written in the meantime. Run this again.")
    say(f"Deleted: {sum(outcome.deleted.values())} objects and records. The receipt is under v1/erased/.")
