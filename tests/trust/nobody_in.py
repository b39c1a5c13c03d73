"""Nobody gets in: fuzzed requests to all six actions, with right and with forged credentials."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from handover.services.signed_tokens import verify
from sandbox.host import ACTIONS, PlatformName
from sandbox.net import HttpResponse
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.rig import (
    HASH_KEY,
    PREVIOUS_SECRET,
    PREVIOUS_TOKEN,
    SECRET,
    STORAGE_KEY,
    STORAGE_SECRET,
    TOKEN,
)
from tests.handover.twilio_stub import TwilioStub
from tests.trust.campaign import Campaign, Findings, share
from tests.trust.forgeries import forged_request
from tests.trust.fuzz_world import PREVIOUS_DASHBOARD_SECRET, PRIVATE, FuzzWorld, Sent
from tests.trust.hostile import Hostile, texts_and_values
from tests.trust.valid_requests import BY_PLATFORM, valid_request, webhook_credential
from tests.trust.webhook_document import generated

_REQUESTS, _BY_CONTRACT, _GENERATED = 100_000, 2_000, 1_500
#: Requests after which everything begins anew, because stored handovers make pages slow and limits are used up.
_IN_ONE_WORLD = 250
_PLATFORMS: tuple[PlatformName, ...] = ("openwhisk", "code-engine")
#: Pages and calls take longer than what is refused at once.
_SHARES = {"webhook": 8, "twiml": 8, "status": 8, "transcript": 8, "dashboard": 7, "scheduler": 1}

_SECRETS = (
    SECRET,
    PREVIOUS_SECRET,
    TOKEN,
    PREVIOUS_TOKEN,
    HASH_KEY,
    STORAGE_KEY,
    STORAGE_SECRET,
    DASHBOARD_SECRET,
    PREVIOUS_DASHBOARD_SECRET,
)
_TRACE = re.compile(r'Traceback|File "[^"]+", line|\b[A-Z]\w+(?:Error|Exception)\b')
#: Arguments of a web action, for a platform that passes other types than its documents name.
_ARGUMENTS = ("method", "headers", "body", "path")


def run(scale: float, seed: int) -> Findings:
    findings, random = Findings(), Random(seed)
    most = share(_REQUESTS, scale)
    hostile = Hostile(random, *texts_and_values(seed, min(most, _GENERATED)))
    contract = iter(generated(seed, share(_BY_CONTRACT, scale)))
    left = most
    with TwilioStub() as twilio:
        while left > 0:
            world = FuzzWorld(twilio, random.choice(_PLATFORMS))
            requests = islice(_requests(world, hostile, contract), min(left, _IN_ONE_WORLD))
            for sent in requests:
                _send(world, twilio, sent, findings)
                world.rig.clock.step(random.choice((0, 0, 1, 40)))
            left -= _IN_ONE_WORLD
            _forget(twilio, findings)
    findings.figures = Counter(dict(sorted(findings.figures.items())))
    return findings


def _requests(
    world: FuzzWorld, hostile: Hostile, contract: Iterator[tuple[str, dict[str, str], bytes]]
) -> Iterator[Sent]:
    """Returns requests without end; those that follow from the webhook's contract are spread over the first worlds."""
    random = hostile.random
    actions = random.choices(tuple(_SHARES), tuple(_SHARES.values()), k=_IN_ONE_WORLD)
    for number, action in enumerate(actions):
        made = next(contract, None) if number % 2 else None
        if made:
            yield _by_contract(made, random)
        elif random.random() < 0.04:
            yield _odd_arguments(world, hostile)
        elif action != "scheduler" and random.random() < 0.5:
            yield forged_request(world, hostile, action)
        else:
            yield valid_request(world, hostile, action)


def _by_contract(made: tuple[str, dict[str, str], bytes], random: Random) -> Sent:
    method, headers, body = made
    headers = {**headers, **webhook_credential(random)}
    who, expected = "right credentials, by its OpenAPI document", frozenset({200, 400})
    return Sent("webhook", method, "", headers, body, who, expected, may_call=True)


def _odd_arguments(world: FuzzWorld, hostile: Hostile) -> Sent:
    """Returns an event whose arguments have types that no platform documents. Nothing in it is a credential."""
    mark = "__ow_" if world.on.platform == "openwhisk" else ""
    payload: dict[str, Any] = {f"{mark}{name}": hostile.value() for name in _ARGUMENTS}
    action = hostile.random.choice(ACTIONS)
    expected = {"scheduler": {200}, "dashboard": {200, 303, 401, 403, 404, 405}}.get(action, {401, 403, 405})
    return Sent(
        action,
        event={f"{mark}query": hostile.value(), **payload},
        who="odd arguments",
        expected=frozenset(expected),
        may_write=action == "scheduler",
        may_call=action == "scheduler",
        may_read=False,
    )


def _send(world: FuzzWorld, twilio: TwilioStub, sent: Sent, findings: Findings) -> None:
    acts = len(twilio.created) + len(twilio.texts)
    stored = None if sent.may_write else world.objects()
    response, run_of, printed = world.send(sent)
    case = f"{world.on.platform} {sent.action} {sent.method} {sent.who}"
    shown = f"{sent.query[:300]!r} {dict(sent.headers)!r:.500} {sent.body[:500]!r} {sent.event!r:.500}"

    def expect(held: bool, otherwise: str) -> None:
        findings.expect(held, f"{case}: {otherwise}: {shown}")

    text = f"{response.body.decode(errors='replace')} {dict(response.headers)}"
    acted = len(twilio.created) + len(twilio.texts) - acts
    right = sent.expected if run_of else BY_PLATFORM
    expect(response.status in right, f"status {response.status} {text[:200]} {printed[:300]}")
    result = run_of.run.result if run_of else None
    own = not isinstance(result, dict) or result.get("statusCode") == response.status
    expect(own, f"the platform did not take the response: {response.status} {result!r:.300}")
    expect(response.status < 500 and not (run_of and run_of.run.failure), f"status {response.status} {printed[:300]}")
    expect("defect" not in printed and "not_set_up" not in printed, f"a defect: {printed[:300]}")
    found = _TRACE.search(text + printed) if "asset=" not in sent.query else None  # a page may show what was sent
    expect(found is None or found[0] in shown, f"an exception's text: {found}")
    expect(not any(secret in text + printed for secret in _SECRETS), "a secret")
    expect(sent.may_call or not acted, "a call or a message")
    expect(sent.may_read or PRIVATE not in text, "what a customer said")
    expect(stored is None or stored == world.objects(), "storage was changed")
    if not sent.may_read:
        expect(not _lets_in(world, response), f"a way in: {dict(response.headers)}")
    findings.count("requests")
    findings.count(f"{sent.action}, {sent.who}: {_outcome(sent, response, run_of is not None)}")


def _lets_in(world: FuzzWorld, response: HttpResponse) -> bool:
    """Returns whether the response gives the browser a viewer's cookie, or leads it to a page for viewers."""
    location = response.headers.get("location", "")
    if location and not location.startswith(("?view=signin", "?view=code")):
        return True
    value = response.headers.get("set-cookie", "").partition("=")[2].partition(";")[0]
    cookie = verify(world.settings, "visitor", value) if value else {}
    return not isinstance(cookie, dict) or not {"agent", "h"}.isdisjoint(cookie)


def _outcome(sent: Sent, response: HttpResponse, ran: bool) -> str:
    if not ran:
        return "refused by the platform"
    if response.status >= 400:
        return "refused (4xx)" if response.status < 500 else "5xx"
    if response.headers.get("content-type", "").startswith("application/json"):
        answer = json.loads(response.body or b"{}")
        return "carried out" if answer.get("ok", True) else "answered with a reason why not"
    if sent.action == "dashboard" and not sent.may_read:
        return "shown the sign-in or a static file, or sent to the sign-in"
    return "answered"


def _forget(twilio: TwilioStub, findings: Findings) -> None:
    """Count what was placed, and forget it: look-ups of calls would become slow."""
    findings.count("calls placed, by right credentials or booked with them", len(twilio.created))
    findings.count("text messages sent, likewise", len(twilio.texts))
    for kept in (twilio.created, twilio.texts, twilio.calls, twilio.requests):
        kept.clear()


CAMPAIGN = Campaign(
    "nobody-in",
    "Nobody gets in, and no input is a defect",
    f"{_REQUESTS:,} fuzzed requests to all six actions, as both platforms pass them on, on storage in memory. Nearly half "
    "of them have good content, and credentials that are missing, wrong, expired, forged, changed in one character, spent, "
    "or for something else: they are refused, change nothing, cause no call and no message, and see nothing of a customer. "
    "The others have right credentials and hostile content, by hypothesis and our own list; "
    f"{_BY_CONTRACT:,} of them follow from an OpenAPI document of the webhook, half of them against it, by schemathesis. No "
    "response is a 5xx; no response and no log line has a secret of the settings or an exception's text.",
    run,
)
