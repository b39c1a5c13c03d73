"""What all parts of the phone network share. The network creates it once and passes it to each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.agenda import Agenda
from sandbox.net import Web
from sandbox.twilio.account import Account
from sandbox.twilio.call import Call
from sandbox.twilio.callbacks import CallbackQueue
from sandbox.twilio.change_feed import ChangeFeed
from sandbox.twilio.conferences import Conferences
from sandbox.twilio.console import Console
from sandbox.twilio.phone import Phone
from sandbox.twilio.recordings import Recordings
from sandbox.twilio.sids import Sids
from sandbox.twilio.variants import Variants
from sandbox.twilio.webhook_client import WebhookClient


@dataclass(frozen=True)
class NetworkContext:
    """`web` sends a request to any server. `variants` returns those in force. `phone` returns the phone with a number.
    `record` adds a call to the account's log."""

    agenda: Agenda
    web: Web
    account: Account
    variants: Callable[[], Variants]
    console: Console
    webhook_client: WebhookClient
    callbacks: CallbackQueue
    sids: Sids
    feed: ChangeFeed
    recordings: Recordings
    conferences: Conferences
    phone: Callable[[str], Phone]
    record: Callable[[Call], None]
