"""A page with the button, for tests: its requests, and forms whose puzzle has a known answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from handover.core.access.call_form import CallForm
from handover.core.access.puzzle import puzzle_for
from handover.core.i18n import catalogue
from handover.services.signed_tokens import Purpose, sign
from handover.settings import Settings
from handover.usecases.offer_form import mark_of_words, words_of_form
from tests.handover.deployment import Deployment, read
from tests.handover.rig import Rig

ORIGIN = "https://www.example.com"
WEB = {"origins": [ORIGIN, "https://other.example.com"], "button": True}
ANSWER = 7


def form(
    rig: Rig,
    form_id: str = "f1",
    origin: str = ORIGIN,
    language: str = "en",
    made_at: datetime | None = None,
    purpose: Purpose = "call_form",
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Returns a form as a page sends it, with its proof: what `form` would have offered then, but with a known answer."""
    ctx = rig.ctx()
    words = words_of_form(ctx, ctx.storage.desk(), catalogue(language))
    target = puzzle_for(form_id, ANSWER).target
    made = CallForm(form_id, made_at or rig.clock.now(), origin, language, mark_of_words(words), target)
    return {"token": sign(settings or rig.settings, purpose, made.as_record()), "proof": ANSWER}


class Page:
    """A page of that origin. Each request is a POST of JSON, as `callme.js` sends it."""

    def __init__(self, deployment: Deployment, origin: str = ORIGIN) -> None:
        self._deployment = deployment
        self._origin = origin

    def ask(self, token: str = "", **parameters: Any) -> tuple[int, dict[str, Any]]:
        """Returns the status and the object of the answer."""
        headers = {"content-type": "application/json", "origin": self._origin}
        if token:
            headers["authorization"] = f"Bearer {token}"
        answer = self._deployment.send("webhook", "POST", "", headers, json.dumps(parameters).encode())
        return answer.status, read(answer)

    def start(self, form: Any, **more: Any) -> tuple[int, dict[str, Any]]:
        parameters = {"phone_number": "+4930 12345678", "consent": True, **more}
        return self.ask(action="start_call", form=form, **parameters)
