"""Step `number`: incoming calls to the Twilio number reach the action `twiml`, which says whose number it is.

The URL for incoming calls holds the desk's language and name, because the step that answers reads no storage. After one of
them changes in desk.json, this step sets it anew. The number's URLs change only if the operator agrees.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.twiml import language_word
from handover.core.desk import config
from handover.core.desk.config import Desk, DeskError
from handover.services.storage import StorageError, keys
from operate import desk_file
from operate.deploy import storage
from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.deploy.only_match import only_match
from operate.errors import OperatorError

_SECONDS = 20


@dataclass(frozen=True)
class SetVoiceUrls:
    """Set the number's URLs for incoming calls."""

    says: str
    sid: str
    voice_url: str
    fallback_url: str

    def do(self, job: Job) -> None:
        with_post = {"voice_method": "POST", "voice_fallback_method": "POST"}
        try:
            number = _numbers(job)(self.sid)
            number.update(voice_url=self.voice_url, voice_fallback_url=self.fallback_url, **with_post)
        except Exception as error:  # the SDK raises its own errors and its HTTP library's
            raise _explained(error) from None


def changes(job: Job) -> list[Change]:
    """Returns the number's new URLs, if they differ and the operator agrees. Raises OperatorError if Twilio refuses."""
    found = _find(job)
    if found.trunk_sid or getattr(found, "voice_application_sid", None):
        job.console.say(
            "  Calls to the number go to a trunk or an application, which overrides its URLs: nothing to set."
        )
        return []
    wanted = _wanted(job)
    if (found.voice_url, found.voice_fallback_url) == wanted:
        return []
    number = f"…{job.settings['TWILIO_NUMBER'][-2:]}"
    if job.options.plan:
        return [SetVoiceUrls(f"send calls to {number} to the action twiml (you are asked first)", found.sid, *wanted)]
    question = f"  Calls to {number} go to {found.voice_url or 'nothing'} now. Send them to {wanted[0]}? [y/N]"
    if not _yes(job, question):
        job.console.say(
            f"  Not changed. To change it later: ./deploy.sh --only number, or set {wanted[0]} in Twilio's console."
        )
        return []
    return [SetVoiceUrls(f"send calls to {number} to {wanted[0]}", found.sid, *wanted)]


def _wanted(job: Job) -> tuple[str, str]:
    """Returns the URLs for incoming calls and for when these fail."""
    desk, urls = _desk(job), CallbackUrls(expected(job)["twiml"], "")
    language = language_word(desk.language) if desk else ""
    return urls.step("inbound", language=language, desk=desk.name if desk else ""), urls.step(
        "sorry", language=language
    )


def _desk(job: Job) -> Desk | None:
    """Returns the desk of the local desk.json, else of the one in the bucket, or None if neither can be read: the caller
    hears a general name then."""
    raw = desk_file.check(job.options.desk)
    try:
        raw = raw or storage.storage(job).bucket.get_bytes(keys.DESK)
        return config.read(json.loads(raw)) if raw else None
    except (DeskError, StorageError, ValueError):
        return None


def removal(job: Job) -> list[Change]:
    """Returns the removal of the URLs, if they are the bundle's."""
    found = _find(job)
    if "step=inbound" not in (found.voice_url or ""):
        return []
    return [SetVoiceUrls("remove the URLs from the Twilio number", found.sid, "", "")]


def _yes(job: Job, question: str) -> bool:
    return job.options.yes or job.console.ask(question).lower() in ("y", "yes")


def _find(job: Job) -> Any:
    """Returns the account's number that equals TWILIO_NUMBER. Twilio's filter also matches numbers that contain it."""
    number = job.settings["TWILIO_NUMBER"]
    try:
        listed = _numbers(job).list(phone_number=number)
    except Exception as error:
        raise _explained(error) from None
    found = only_match([each for each in listed if each.phone_number == number], f"the number …{number[-2:]}")
    if found is None:
        raise OperatorError(
            f"The Twilio account does not own TWILIO_NUMBER (…{number[-2:]}): buy it there, or correct the setting."
        )
    return found


def _numbers(job: Job) -> Any:
    # Imported here: the SDK takes a second, and most steps do not need it.
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    settings = job.settings
    client = Client(
        settings["TWILIO_ACCOUNT_SID"],
        settings["TWILIO_AUTH_TOKEN"],
        http_client=TwilioHttpClient(timeout=_SECONDS),
    )
    if base := settings.get("TWILIO_API_BASE"):
        client.api.base_url = base
    return client.incoming_phone_numbers


def _explained(error: Exception) -> OperatorError:
    code = getattr(error, "code", None) or getattr(error, "status", None)
    if code in (20003, 401) or "20003" in str(error):  # a refused list has the code in its text only
        return OperatorError(
            "Twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: copy both again (error 20003)."
        )
    return OperatorError(f"Twilio refused ({code or type(error).__name__}): check TWILIO_API_BASE and the network.")
