"""Customers on the phone, for tests of the hunt and of the line: what Twilio requests, and what it would do next."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from tests.handover.deployment import CALL, Deployment
from tests.handover.rig import ANNA, BEN

NAMES = {ANNA: "anna", BEN: "ben"}


@dataclass
class Customer:
    """A customer who has picked up. `document` is the last TwiML of their leg."""

    deployment: Deployment
    handover_id: str
    document: str = ""

    def presses_a_key(self) -> str:
        """Returns whom the key rings, or the step that follows."""
        self.document = self.deployment.step("connect", self.handover_id, Digits="1")
        return self.next

    def not_taken(self, attempt: int, status: str = "no-answer") -> str:
        """The Dial of that attempt is over without a conversation."""
        ended = {"DialCallStatus": status, "DialBridged": "false", "CallStatus": "in-progress"}
        self.document = self.deployment.step("dialed", self.handover_id, attempt, **ended)
        return self.next

    def goes_on(self, **form: str) -> str:
        """Twilio follows the redirect of the last document, or sends the key of its Gather."""
        query = urlsplit(self.address).query
        self.document = self.deployment.twilio("twiml", query, {"CallSid": CALL, **form}).body.decode()
        return self.next

    def agent(self, attempt: int, key: str) -> str:
        return self.deployment.step("decide", self.handover_id, attempt, Digits=key)

    def hangs_up(self) -> None:
        self.deployment.report("customer", self.handover_id, CallStatus="completed", CallDuration="60")

    @property
    def state(self) -> str:
        return self.deployment.rig.handover(self.handover_id).state

    @property
    def address(self) -> str:
        root = ElementTree.fromstring(self.document)
        return next(root.iter("Redirect")).text or ""

    @property
    def next(self) -> str:
        """Returns the id of the agent whom the last document rings, else the step to which it redirects, else its last
        verb."""
        root = ElementTree.fromstring(self.document)
        number = next(root.iter("Number"), None)
        if number is not None:
            return NAMES.get(number.text or "", number.text or "")
        redirect = next(root.iter("Redirect"), None)
        if redirect is None:
            return list(root)[-1].tag
        return parse_qs(urlsplit(redirect.text or "").query)["step"][0]


def customer(deployment: Deployment, n: int = 1) -> Customer:
    """Starts the n-th call, each of a chat and a number of its own."""
    reply = deployment.start(session=f"session-{n}", phone_number=f"+49 30 1234568{n}")
    assert reply["ok"], reply
    deployment.report("customer", reply["handover_id"], CallStatus="in-progress")
    return Customer(deployment, str(reply["handover_id"]))
