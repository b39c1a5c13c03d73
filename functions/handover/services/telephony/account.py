"""The resources of a Twilio account, by the core of Twilio's SDK.

The SDK's own classes for calls and messages import those of all other resources with them, 110 modules: a fifth of the
processor time of a cold start that places a call. Below them the SDK sends a form, checks the answer and raises its errors:
that is used here, for the requests that somebody waits for. Fields have the names of Twilio's API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twilio.base.domain import Domain
from twilio.base.version import Version
from twilio.rest import Client

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Account:
    """The account of `client`, at the address `base_url`. Methods raise the SDK's errors and those of its HTTP library."""

    def __init__(self, client: Client, base_url: str) -> None:
        self._version = Version(Domain(client, base_url), "2010-04-01")
        self._path = f"/Accounts/{client.account_sid}"

    def create(self, resource: str, form: Mapping[str, Any]) -> str:
        """Creates a resource ("Calls", "Messages"). Returns its sid, or `""` if the answer has none."""
        answer = self._version.create("POST", f"{self._path}/{resource}.json", data=dict(form), headers=dict(_HEADERS))
        return str(answer.get("sid") or "")

    def read(self, path: str) -> Mapping[str, Any]:
        """Returns a resource ("Recordings/RE…") or a list of them as a JSON object. Raises TypeError when it is none."""
        answer = self._version.fetch("GET", f"{self._path}/{path}.json", headers={"Accept": "application/json"})
        if not isinstance(answer, Mapping):
            raise TypeError("Twilio's answer is no JSON object.")
        return answer

    def delete(self, path: str) -> None:
        """Deletes a resource ("Recordings/RE…")."""
        self._version.delete("DELETE", f"{self._path}/{path}.json", headers={"Accept": "application/json"})

    def read_latest(self, resource: str, **filters: str) -> None:
        """Requests the newest resource that the filters match, and drops it."""
        params = {**filters, "PageSize": 1}
        self._version.fetch(
            "GET", f"{self._path}/{resource}.json", params=params, headers={"Accept": "application/json"}
        )
