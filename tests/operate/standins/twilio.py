"""A stand-in for Twilio's REST API, with the real paths that a deploy and one call use."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.net import HttpRequest, HttpResponse
from tests.operate.standins.http import as_json

SID = "PN" + "1" * 32


@dataclass
class Twilio:
    """An account with one number, and `others` that are listed before it: the filter matches parts.
    `calls` are the forms of the calls that were created."""

    account: str
    token: str
    number: str
    voice_url: str = "https://demo.example.org/welcome"
    fallback_url: str = ""
    status_callback: str = ""
    trunk: str | None = None
    others: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, list[str]]] = field(default_factory=list)
    updates: int = 0
    status: str = "active"
    type: str = "Full"
    capabilities: dict[str, bool] = field(default_factory=lambda: {"voice": True, "sms": True, "mms": False})
    callable: tuple[str, ...] = ("DE", "AT", "CH", "US")
    tells_countries: bool = True

    def __call__(self, request: HttpRequest) -> HttpResponse:
        basic = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return as_json({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        asked = urlsplit(request.url)
        path = asked.path.removeprefix(f"/2010-04-01/Accounts/{self.account}")
        if (request.method, path) == ("GET", ".json"):
            return as_json({"sid": self.account, "status": self.status, "type": self.type})
        if request.method == "GET" and path.startswith("/v1/DialingPermissions/Countries/") and self.tells_countries:
            country = path.rpartition("/")[2]
            return as_json({"iso_code": country, "low_risk_numbers_enabled": country in self.callable})
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        if (request.method, path) == ("GET", "/IncomingPhoneNumbers.json"):
            part = parse_qs(asked.query).get("PhoneNumber", [""])[0]
            listed = [*self.others, self._number()]
            return as_json({"incoming_phone_numbers": [each for each in listed if part in str(each["phone_number"])]})
        if (request.method, path) == ("POST", f"/IncomingPhoneNumbers/{SID}.json"):
            self.voice_url, self.fallback_url = form["VoiceUrl"][0], form["VoiceFallbackUrl"][0]
            self.status_callback = form["StatusCallback"][0]
            self.updates += 1
            return as_json(self._number())
        if request.method == "POST" and path.startswith("/IncomingPhoneNumbers/"):
            other = next(each for each in self.others if f"{each['sid']}.json" in path)
            other["voice_url"], other["voice_fallback_url"] = form["VoiceUrl"][0], form["VoiceFallbackUrl"][0]
            other["status_callback"] = form["StatusCallback"][0]
            return as_json(other)
        if (request.method, path) == ("POST", "/Calls.json"):
            self.calls.append(form)
            sid = f"CA{len(self.calls):032x}"
            return as_json({"sid": sid, "status": "queued", "to": form["To"][0], "account_sid": self.account}, 201)
        if request.method == "GET" and path.startswith("/Calls/"):
            return as_json({"sid": path[7:-5], "status": "in-progress", "account_sid": self.account})
        return as_json({"code": 20404, "message": f"{request.method} {path}", "status": 404}, 404)

    def _number(self) -> dict[str, Any]:
        return {
            "sid": SID,
            "account_sid": self.account,
            "phone_number": self.number,
            "voice_url": self.voice_url,
            "voice_fallback_url": self.fallback_url,
            "status_callback": self.status_callback,
            "trunk_sid": self.trunk,
            "voice_application_sid": None,
            "capabilities": self.capabilities,
        }

    def add_number(self, number: str) -> None:
        """Give the account another number. It is listed first."""
        self.others.append({**self._number(), "sid": f"PN{len(self.others):032x}", "phone_number": number})
