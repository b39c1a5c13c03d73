"""What every part of the phone network shares, handed to each instead of looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.agenda import Agenda
from sandbox.net import Web
from sandbox.twilio.account import Account
from sandbox.twilio.console import Console
from sandbox.twilio.courier import Courier
from sandbox.twilio.journal import Journal
from sandbox.twilio.post import Post
from sandbox.twilio.sids import Sids
from sandbox.twilio.variants import Variants

if TYPE_CHECKING:
    from sandbox.twilio.call import Call
    from sandbox.twilio.leg import Leg
    from sandbox.twilio.phone import Phone


@dataclass(frozen=True)
class Kit:
    """`web` reaches everybody's servers; `phone` finds the telephone of a number; `record` logs a call; `legs` are the live
    ones by sid."""

    agenda: Agenda
    web: Web
    account: Account
    variants: Callable[[], Variants]
    console: Console
    courier: Courier
    post: Post
    sids: Sids
    journal: Journal
    phone: Callable[[str], Phone]
    record: Callable[[Call], None]
    legs: dict[str, Leg]
