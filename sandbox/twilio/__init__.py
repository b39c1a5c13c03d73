"""A phone network with Twilio on top: REST, TwiML, callbacks, phones and their owners.

It follows Twilio's documentation and field reports. Where both are silent, `Variants` chooses. Scenarios import the names
below only.
"""

from sandbox.twilio.account import Account, OwnedNumber
from sandbox.twilio.call import Call, CallOrder
from sandbox.twilio.callbacks import Delivery
from sandbox.twilio.captions import Caption, KeyPress
from sandbox.twilio.change_feed import Change
from sandbox.twilio.console import Entry
from sandbox.twilio.message import Message
from sandbox.twilio.network import PhoneNetwork
from sandbox.twilio.phone import Phone, PhoneError
from sandbox.twilio.plans import (
    Answers,
    Busy,
    HangUp,
    InTurn,
    LeaveMessage,
    LetsRing,
    LoseLine,
    Mailbox,
    Manual,
    Plan,
    Press,
    Rejects,
    Speak,
    Unreachable,
)
from sandbox.twilio.recording import Recording
from sandbox.twilio.rest.faults import Cut, Drip, NoSid, Odd, ServerError, Silence, TooManyRequests, Unavailable
from sandbox.twilio.rest.server import RestServer
from sandbox.twilio.signing import signed_request
from sandbox.twilio.variants import Variants
from sandbox.twilio.webhook_client import Exchange

__all__ = [
    "Account",
    "Answers",
    "Busy",
    "Call",
    "CallOrder",
    "Caption",
    "Change",
    "Cut",
    "Delivery",
    "Drip",
    "Entry",
    "Exchange",
    "HangUp",
    "InTurn",
    "KeyPress",
    "LeaveMessage",
    "LetsRing",
    "LoseLine",
    "Mailbox",
    "Manual",
    "Message",
    "NoSid",
    "Odd",
    "OwnedNumber",
    "Phone",
    "PhoneError",
    "PhoneNetwork",
    "Plan",
    "Press",
    "Recording",
    "Rejects",
    "RestServer",
    "ServerError",
    "Silence",
    "Speak",
    "TooManyRequests",
    "Unavailable",
    "Unreachable",
    "Variants",
    "signed_request",
]
