"""A user of Twilio for tests: an account, its webhooks as a plain function, and the phone network between them.

Every request that arrives is checked like a careful user would: its signature must be right, or the test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from sandbox.agenda import Agenda
from sandbox.net import HttpRequest, HttpResponse, NoConnectionError
from sandbox.twilio import Account, Call, CallOrder, Phone, PhoneNetwork, Variants
from sandbox.twilio.call import StatusCallback
from sandbox.twilio.webhook import Webhook

SID, TOKEN = "AC" + "0" * 31 + "1", "0123456789abcdef0123456789abcdef"
OURS, CUSTOMER, ANNA, BEN = "+15005550006", "+4930123456", "+493012345671", "+493012345672"
SITE = "http://desk.test:8080"

Page = str | HttpResponse | Callable[["Got"], str | HttpResponse]


def xml(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


@dataclass(frozen=True)
class Got:
    """A request that reached the desk."""

    at: datetime
    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class Desk:
    """`pages` by path: TwiML without its root, a whole answer, or a function. Other paths answer 204."""

    account: Account = field(default_factory=lambda: Account(SID, TOKEN, OURS, calls_per_second=1.0))
    variants: Variants = field(default_factory=Variants)
    pages: dict[str, Page] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.agenda = Agenda(datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
        self.network = PhoneNetwork(self.agenda, self.web, self.account, self.variants, seed=1)

    def web(self, request: HttpRequest) -> HttpResponse:
        parts = urlsplit(request.url)
        query, form = _params(parts.query), _params(request.body.decode())
        self.got.append(Got(self.agenda.now(), request.method, parts.path, query | form, request.headers))
        if "X-Twilio-Signature" in request.headers:
            signature = request.headers["X-Twilio-Signature"]
            assert RequestValidator(TOKEN).validate(request.url, form, signature), f"wrong signature: {request.url}"
        page = self.pages.get(parts.path, HttpResponse(204))
        answer = page(self.got[-1]) if callable(page) else page
        if isinstance(answer, HttpResponse):
            return answer
        return HttpResponse(200, {"content-type": "text/xml"}, xml(answer).encode())

    # What a scenario does

    def call(self, to: str = CUSTOMER, start: str = "/greet", **terms: object) -> Call:
        """Place a call whose first document is at `start`, with all four status events going to /status."""
        events = frozenset({"initiated", "ringing", "answered", "completed"})
        usual: dict[str, object] = {
            "url": Webhook(SITE + start),
            "status": StatusCallback(Webhook(SITE + "/status"), events),
        }
        return self.network.place(CallOrder(to, OURS, **{**usual, **terms}))  # type: ignore[arg-type] # terms by name

    def phone(self, number: str) -> Phone:
        return self.network.phone(number)

    def run(self, at_most: float = 600) -> None:
        """Until every call is over and every callback has arrived."""
        assert self.agenda.run_until(lambda: all(call.over for call in self.network.calls), at_most)
        self.agenda.advance(20)

    # What it looks at

    def at(self, path: str) -> list[Got]:
        return [got for got in self.got if got.path == path]

    def statuses(self, path: str = "/status") -> list[str]:
        return [got.params["CallStatus"] for got in self.at(path)]

    def heard(self, number: str, kind: str = "voice") -> list[str]:
        return [caption.text for caption in self.phone(number).heard if caption.kind == kind]

    def codes(self) -> list[int]:
        return self.network.console.codes()


def refused(_: Got) -> HttpResponse:
    raise NoConnectionError


def slow(inside: str, seconds: float) -> HttpResponse:
    return HttpResponse(200, {"content-type": "text/xml"}, xml(inside).encode(), seconds)


def _params(encoded: str) -> dict[str, str]:
    return dict(parse_qsl(encoded, keep_blank_values=True))
