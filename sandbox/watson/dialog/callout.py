"""Calls the skill's webhook: JSON in both directions, eight seconds for all calls of one user turn.

A failed call does not end the dialog: the result variable is null, and `output.webhook_error` has the reason (IBM's page
dialog-webhooks).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.net import HttpRequest, NoConnectionError, Web

from ..errors import WatsonError
from ..expressions import Scope, expand, text_of

# For all callouts of one user turn together (IBM's page dialog-webhooks).
BUDGET_SECONDS = 8.0


class CalloutError(WatsonError):
    """The webhook gave no usable response. The message goes into `output.webhook_error`."""


@dataclass(frozen=True)
class Webhook:
    """The skill's webhook. Header values may contain expressions."""

    web: Web
    url: str
    headers: Mapping[str, str]

    def call(self, parameters: Mapping[str, Any], scope: Scope, seconds_left: float) -> tuple[dict[str, Any], float]:
        """Sends one callout. Returns its response and how many seconds it took.

        Raises CalloutError if there is no address or it cannot be reached, the response is not a JSON object with status 200
        (IBM does not document other statuses), or it takes longer than `seconds_left`.
        """
        if not self.url:
            raise CalloutError("the skill has no webhook, and the sandbox was given none")
        if seconds_left <= 0:
            raise CalloutError("no time left for this call")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {name: text_of(expand(value, scope)) for name, value in self.headers.items()}
        # `default`: a variable may hold what is no JSON, such as a Java object.
        body = json.dumps(parameters, ensure_ascii=False, default=str).encode(errors="replace")
        try:
            response = self.web(HttpRequest("POST", self.url, headers, body))
        except NoConnectionError as error:
            raise CalloutError(f"the webhook cannot be reached: {error}") from None
        if response.seconds > seconds_left:
            raise TimedOutError(f"no answer within {BUDGET_SECONDS:g} seconds")
        if response.status != 200:
            raise CalloutError(f"the webhook answered with status {response.status}")
        try:
            answer = json.loads(response.body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise CalloutError("the webhook did not answer with a JSON object")
        return answer, response.seconds


class TimedOutError(CalloutError):
    """The response did not come in time. No time is left in this turn."""
