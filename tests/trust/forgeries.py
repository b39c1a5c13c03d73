"""Requests with good content and credentials that are missing, wrong, forged, spent, or for something else."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import jwt

from handover.services.signed_tokens import sign
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.deployment import FORM
from tests.handover.rig import HASH_KEY, SECRET, STORAGE_SECRET, TOKEN, settings
from tests.handover.signing import right, wrong
from tests.trust.fuzz_world import FuzzWorld, Sent
from tests.trust.hostile import Hostile, encoded, other_character
from tests.trust.valid_requests import plain_command, plain_step, plain_turn, plain_view, signed_by_twilio

_JSON = {"content-type": "application/json"}
_OTHER = "another-secret-that-is-32-bytes-long"
_PUBLIC = ("signin", "code", "signout", "link")
_CODE = "view=code"
_REFUSED = frozenset({401, 403})


def forged_request(world: FuzzWorld, hostile: Hostile, action: str) -> Sent:
    """Returns a request that must not be carried out."""
    make: Mapping[str, Callable[[FuzzWorld, Hostile, str], Sent]] = {
        "webhook": _webhook,
        "twiml": _twilio,
        "status": _twilio,
        "transcript": _transcript,
        "dashboard": _dashboard,
    }
    sent = make[action](world, hostile, action)
    return replace(
        sent,
        headers={**hostile.headers(), **sent.headers},
        who="forged credentials",
        may_call=False,
        may_write=sent.query == _CODE,  # a wrong code is counted
        may_read=False,
    )


def _webhook(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    random = hostile.random
    others = (DASHBOARD_SECRET, HASH_KEY, TOKEN, STORAGE_SECRET, _OTHER)
    changed = (other_character(random, SECRET), SECRET[:-1], f"{SECRET}x", SECRET.upper(), SECRET * 2)
    wrong_secret = random.choice(("", hostile.text(), *others, *changed))
    basic = base64.b64encode(f"{SECRET}:{wrong_secret}".encode(errors="replace")).decode()
    headers = random.choice(
        (
            {},
            {"authorization": f"Bearer {wrong_secret}"},
            {"authorization": f"Basic {basic}"},
            {"authorization": f"Digest {SECRET}"},
            {"authorization": SECRET},
            {"x-handover-secret": wrong_secret},
            {"cookie": f"secret={SECRET}", "authorization": jwt.encode({}, SECRET, algorithm="HS256")},
        )
    )
    body = {**plain_command(random), "secret": SECRET, "authorization": f"Bearer {SECRET}"}
    query = encoded([("x-handover-secret", SECRET)]) if random.random() < 0.1 else ""
    return Sent("webhook", "POST", query, {**_JSON, **headers}, json.dumps(body).encode(), expected=frozenset({401}))


def _transcript(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    random = hostile.random
    name = random.choice(("authorization", "authentication"))
    headers = {**_JSON, name: random.choice(("", "Bearer ")) + _wrong_token(hostile)}
    body = json.dumps(plain_turn(random)).encode()
    return Sent("transcript", "POST", "", headers, body, expected=frozenset({401}))


def _wrong_token(hostile: Hostile) -> str:
    random = hostile.random
    good = jwt.encode({"sub": "watson"}, SECRET, algorithm="HS256")
    head, claims, signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return random.choice(
        (
            "",
            SECRET,
            jwt.encode({}, _OTHER, algorithm="HS256"),
            jwt.encode({}, DASHBOARD_SECRET, algorithm="HS256"),
            jwt.encode({"exp": 1}, SECRET, algorithm="HS256"),
            jwt.encode({"nbf": 4_000_000_000}, SECRET, algorithm="HS256"),
            _signed("HS512", claims, "sha512"),
            _signed("HS384", claims, "sha384"),
            _signed("none", claims, "sha256"),
            jwt.encode({}, "", algorithm="none"),
            f"{none}.{claims}.{signature}",
            f"{none}.{claims}.",
            f"{head}.{claims}.",
            f"{head}.{claims}",
            f"{head}.{other_character(random, claims)}.{signature}",
            f"{other_character(random, head)}.{claims}.{signature}",
            f"{head}.{claims}.{other_character(random, signature)}",
            good[: random.randrange(len(good) - 2)],
            hostile.text(),
        )
    )


def _signed(algorithm: str, claims: str, digest: str) -> str:
    """Returns a token of the right secret with an algorithm that is not Watson's."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).decode().rstrip("=")
    made = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), digest).digest()
    return f"{head}.{claims}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def _twilio(world: FuzzWorld, hostile: Hostile, action: str) -> Sent:
    """Returns one of Twilio's requests that somebody changed after it was signed, or signed themselves."""
    random = hostile.random
    query, form = plain_step(world, random, action)
    sent = Sent(
        action, "POST", encoded(query), {"content-type": FORM}, encoded(form).encode(), expected=frozenset({403})
    )
    sent = replace(sent, headers=signed_by_twilio(world, sent))
    other_form = [(name, other_character(random, f"{value}xx")) for name, value in form]
    other_action = "status" if action == "twiml" else "twiml"
    return random.choice(
        (
            lambda: _with_signature(sent, None),
            lambda: _with_signature(sent, ""),
            lambda: _with_signature(sent, hostile.text()),
            lambda: _with_signature(sent, other_character(random, sent.headers["x-twilio-signature"])),
            lambda: _with_signature(sent, world.signature(sent, _OTHER)),
            lambda: _with_signature(sent, world.signature(replace(sent, action=other_action))),
            lambda: _with_signature(sent, world.signature(replace(sent, query=""))),
            lambda: replace(sent, query=f"{sent.query}&x=1"),
            lambda: replace(
                sent, query=sent.query.replace(world.handover_id, _other_digits(random, world.handover_id))
            ),
            lambda: replace(sent, body=encoded(other_form).encode()),
            lambda: replace(sent, body=sent.body + b"&Digits=7"),
            lambda: replace(sent, body=b""),
            lambda: replace(sent, body=sent.body + b"&\xff=1"),
            lambda: replace(sent, method="GET", query=f"{sent.query}&{sent.body.decode()}", body=b""),
            lambda: replace(sent, method=random.choice(("PUT", "HEAD", "DELETE", "PATCH"))),
            lambda: replace(sent, headers={**sent.headers, "content-type": "text/plain"}),
        )
    )()


def _with_signature(sent: Sent, signature: str | None) -> Sent:
    headers = {name: value for name, value in sent.headers.items() if name != "x-twilio-signature"}
    return replace(sent, headers=headers if signature is None else {**headers, "x-twilio-signature": signature})


def _other_digits(random: Random, text: str) -> str:
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = random.choice(places)
    return text[:place] + str((int(text[place]) + random.randrange(1, 10)) % 10) + text[place + 1 :]


def _dashboard(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    make = hostile.random.choice((_stranger, _stranger, _stranger, _form_without_token, _wrong_link, _wrong_code))
    return make(world, hostile)


def _stranger(world: FuzzWorld, hostile: Hostile) -> Sent:
    """Returns a page that a browser without a sign-in opens, or a form that it sends."""
    random = hostile.random
    query, form = plain_view(world, random)
    method = random.choice(("GET", "POST", "HEAD"))
    cookie = _wrong_cookie(world, hostile)
    headers = {"cookie": f"handover={cookie}", "content-type": FORM} if cookie else {"content-type": FORM}
    public = dict(query)["view"] in _PUBLIC
    expected = _REFUSED if method == "POST" else frozenset({200, 303, 403, 405} if public else {303, 401, 405})
    form += [("token", world.signed("form", "another browser"))]
    return Sent("dashboard", method, encoded(query), headers, encoded(form).encode(), expected=expected)


def _wrong_cookie(world: FuzzWorld, hostile: Hostile) -> str:
    random = hostile.random
    anna: dict[str, Any] = {"s": "sign-in-of-anna", "agent": "anna"}
    good = world.signed("visitor", anna)
    content, _, signature = good.rpartition(".")
    unsigned = base64.urlsafe_b64encode(json.dumps(anna).encode()).decode().rstrip("=")
    return random.choice(
        (
            "",
            hostile.text().replace(";", ""),
            f"{other_character(random, content)}.{signature}",
            f"{content}.{other_character(random, signature)}",
            f"{unsigned}.{signature}",
            unsigned,
            good[: random.randrange(len(good) - 2)],
            sign(settings(DASHBOARD_SECRET=_OTHER), "visitor", anna),
            sign(settings(DASHBOARD_SECRET=SECRET), "visitor", anna),
            world.signed("link", anna),
            world.signed("form", anna),
            world.signed("visitor", {"s": "old-sign-in-of-anna", "agent": "anna"}),
            world.signed("visitor", {"s": "sign-in-of-ben", "agent": "anna"}),
            world.signed("visitor", {"s": "sign-in-of-anna", "agent": "nobody"}),
            world.signed("visitor", {"s": "never", "h": world.handover_id, "a": 9}),
            world.signed("visitor", {"s": "never", "h": _other_digits(random, world.handover_id), "a": 1}),
        )
    )


def _form_without_token(world: FuzzWorld, hostile: Hostile) -> Sent:
    """Returns a form that another site makes a signed-in browser send."""
    random = hostile.random
    query, form = plain_view(world, random)
    token = world.signed("form", "sign-in-of-anna")
    headers = {
        "cookie": f"handover={world.signed('visitor', {'s': 'sign-in-of-anna', 'agent': 'anna'})}",
        "content-type": FORM,
    }
    wrong_token = random.choice(
        (
            "",
            "sign-in-of-anna",
            other_character(random, token),
            world.signed("form", "sign-in-of-ben"),
            world.signed("link", "sign-in-of-anna"),
            hostile.text(),
        )
    )
    if random.random() < 0.2:
        wrong_token, headers["sec-fetch-site"] = token, random.choice(("cross-site", "same-site"))
    body = encoded([*form, ("token", wrong_token)]).encode()
    return Sent("dashboard", "POST", encoded(query), headers, body, expected=_REFUSED)


def _wrong_link(world: FuzzWorld, hostile: Hostile) -> Sent:
    random = hostile.random
    good = world.signed("link", {"h": world.handover_id, "a": 1})
    content, _, signature = good.rpartition(".")
    link = random.choice(
        (
            f"{other_character(random, content)}.{signature}",
            f"{content}.{other_character(random, signature)}",
            world.signed("visitor", {"h": world.handover_id, "a": 1}),
            sign(settings(DASHBOARD_SECRET=_OTHER), "link", {"h": world.handover_id, "a": 1}),
            hostile.text(),
        )
    )
    headers = {"cookie": f"handover={world.signed('visitor', {'s': 'a-browser'})}", "content-type": FORM}
    body = encoded([("t", link), ("token", world.signed("form", "a-browser"))]).encode()
    method, query = random.choice((("POST", [("view", "link")]), ("GET", [("view", "link"), ("t", link)])))
    return Sent("dashboard", method, encoded(query), headers, body, expected=frozenset({403}))


def _wrong_code(world: FuzzWorld, hostile: Hostile) -> Sent:
    """Returns a code with a digit changed, or the right one from a browser that did not request it."""
    random = hostile.random
    challenge = world.challenge
    code = random.choice((wrong(challenge), _other_digits(random, right(challenge)), "000000x", hostile.text()))
    if random.random() < 0.3:
        code, challenge = right(challenge), random.choice(("", challenge[::-1], "no-challenge", "../desk"))
    headers = {"cookie": f"handover={world.signed('visitor', {'s': 'a-code', 'c': challenge})}", "content-type": FORM}
    body = encoded([("code", code), ("token", world.signed("form", "a-code"))]).encode()
    return Sent("dashboard", "POST", _CODE, headers, body, expected=frozenset({400}))
