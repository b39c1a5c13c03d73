"""The operator's Twilio account: the SDK's client for it, and its errors in one sentence."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from operate.deploy.job import Job
from operate.errors import OperatorError

_SECONDS = 20


def client(job: Job) -> Any:
    """Returns the SDK's client, at TWILIO_API_BASE if that is set."""
    # Imported here: the SDK takes a second, and most steps do not need it.
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    settings = job.settings
    made = Client(
        settings["TWILIO_ACCOUNT_SID"],
        settings["TWILIO_AUTH_TOKEN"],
        http_client=TwilioHttpClient(timeout=_SECONDS),
    )
    if base := settings.get("TWILIO_API_BASE"):
        made.api.base_url = base
        made.voice.base_url = _beside(base)
    return made


def _beside(base: str) -> str:
    """Returns the address of the voice API beside that of the API: `voice.` in place of `api.` at Twilio."""
    host = urlsplit(base).netloc
    return base.replace("//api.", "//voice.", 1) if host.startswith("api.") else base


def explained(error: Exception) -> OperatorError:
    """Returns the error of a request to Twilio as a sentence. The SDK raises its own errors and its HTTP library's."""
    code = getattr(error, "code", None) or getattr(error, "status", None)
    if code in (20003, 401) or "20003" in str(error):  # a refused list has the code in its text only
        return OperatorError(
            "Twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: copy both again (error 20003)."
        )
    return OperatorError(f"Twilio refused ({code or type(error).__name__}): check TWILIO_API_BASE and the network.")
