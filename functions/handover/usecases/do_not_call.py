"""Honour the do-not-call list: a number on it is not called until its owner asks for a call again.

Nobody can prove in a chat that a number is theirs; a start never asks for proof either. What counts as asking again is a
consent that the withdrawal did not take back: in other words than those, or given after the chat was refused because of
this very withdrawal. A request that was sent before, or that is sent once more, has neither. The button is no way to ask
again: anybody can type any number there, and no bot has talked with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.consent import Receipt, ReceiptKind, agrees, facts_of, words_of
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.errors import HandoverError
from handover.usecases.context import RequestContext


def refusal_of(ctx: RequestContext, number: str, n: int, call_request: CallRequest, texts: Catalogue) -> Reply | None:
    """Returns the refusal of a start to a number whose n-th withdrawal holds, or None if its owner asks for a call again.
    The refusal has the word by which a later consent refers to it. Raises StorageError."""
    if _asks_again(ctx, number, n, call_request, texts):
        return None
    refused = reply.refusal("do_not_call", texts)
    return replace(refused, extra={"withdrawal": ctx.storage.do_not_call.token(number, n)})


def lift(ctx: RequestContext, number: str, n: int, call_request: CallRequest, language: str) -> None:
    """Take the number off the list as far as its n-th withdrawal goes, and write the receipt. Raises StorageError when the
    receipt cannot be noted, or the number is not off the list."""
    at, storage = ctx.now(), ctx.storage
    session = storage.consents.session(call_request.session_id)
    facts = facts_of(call_request.consent, session=session, language=language, channel=call_request.channel)
    receipt = Receipt(ReceiptKind.RENEWED, at, str(n), facts)
    person = storage.consents.person(number)
    storage.in_parallel(
        lambda: storage.receipts_due.note(person, receipt), lambda: storage.do_not_call.lift(number, n, at)
    )


class WithdrawnError(HandoverError):
    """The number was put on the list while a start was under way."""


class ListLook:
    """The looks of one start at the do-not-call list. `n` is the number of the withdrawal that holds, 0 for none.

    The first look is for a withdrawal before the start: its owner may ask for a call again. One that a later look finds
    came in the meantime, and takes this consent back too.
    """

    def __init__(self, ctx: RequestContext, number: str) -> None:
        self._ctx = ctx
        self._number = number
        self._first: int | None = None
        self.n = 0

    def look(self) -> None:
        """Look at the list. Raises StorageError."""
        self.looking()()

    def looking(self) -> Callable[[], None]:
        """Returns the operation that does what `look` does."""
        return self._ctx.storage.do_not_call.looking(self._number).then(self._note)

    def _note(self, n: int) -> None:
        self.n = n
        if self._first is None:
            self._first = n

    def require_none_meanwhile(self) -> None:
        """Raises WithdrawnError when a later look than the first one found another withdrawal."""
        if self._first is not None and self.n > self._first:
            raise WithdrawnError("The number was withdrawn in the meantime.")

    @property
    def lifted(self) -> int:
        """The withdrawal that the first look found, if the last one still did: it is to be lifted."""
        return self.n if self.n == self._first else 0


def take_back(ctx: RequestContext, session_id: str, number: str, consents: Sequence[Mapping[str, str]]) -> None:
    """Note on the list that these consents are taken back too: they were given before a withdrawal that did not know of
    them. Raises StorageError."""
    words = [text for consent in consents if (text := words_of(consent))]
    if words:
        ctx.storage.do_not_call.add(number, ctx.now(), ctx.storage.consents.session(session_id), words)


def _asks_again(ctx: RequestContext, number: str, n: int, call_request: CallRequest, texts: Catalogue) -> bool:
    consent, words = call_request.consent, words_of(call_request.consent)
    if call_request.by_button or not words or not agrees(consent, texts.text("consent.refusals").split()):
        return False
    if consent.get("withdrawal"):
        return consent["withdrawal"] == ctx.storage.do_not_call.token(number, n)
    return not ctx.storage.do_not_call.took_back(number, n, words)
