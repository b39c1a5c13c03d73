"""Watson Assistant's logs API (v2), read by session id: for chats whose turns did not come by another way.

It needs the plan Plus or higher. How many requests a plan allows is not documented; earlier limits were 40 in 30 minutes
without a cursor. So the caller keeps a budget, and a 429 is an error of its own. Nothing here tries a request again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from handover.deadline import Deadline
from handover.errors import HandoverError
from handover.settings import Settings

#: The version that the SDK's documentation names as current.
_VERSION = "2024-08-25"
_PAGE = 100
_SECONDS = 8.0
#: Any other sign could end the filter's value and request the logs of other chats.
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


class AssistantError(HandoverError):
    """Watson did not answer, or with an error. The message is for the operator."""


class BusyError(AssistantError):
    """Watson had too many requests (429)."""


class RefusedError(AssistantError):
    """The settings are wrong, or the plan has no logs API. It stays so until somebody changes that."""


@dataclass(frozen=True)
class LogsPage:
    """Some turns of a chat, as `message_logged` payloads, and the cursor of the next page (`""`: there is none)."""

    logs: tuple[Mapping[str, Any], ...]
    cursor: str = ""


class ChatLogs(Protocol):
    """The logs of chats: `AssistantLogs`, or a test's."""

    def page(self, session_id: str, cursor: str, deadline: Deadline) -> LogsPage:
        """Returns a page of the session's turns, oldest first. Raises AssistantError."""


class AssistantLogs:
    """Reads pages of logs. The SDK is loaded when the first one is requested."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._service: Any = None

    def page(self, session_id: str, cursor: str, deadline: Deadline) -> LogsPage:
        """Returns a page of the session's turns, oldest first. Raises AssistantError."""
        if not _SESSION.fullmatch(session_id):
            return LogsPage(())
        found = self._request(session_id, cursor, min(_SECONDS, deadline.left()))
        logs, pagination = found.get("logs"), found.get("pagination")
        more = pagination.get("next_cursor") if isinstance(pagination, Mapping) else ""
        own = tuple(_of_session(logs if isinstance(logs, list) else [], session_id))
        return LogsPage(own, more if isinstance(more, str) else "")

    def _request(self, session_id: str, cursor: str, seconds: float) -> Mapping[str, Any]:
        from ibm_cloud_sdk_core import ApiException

        # After an error the SDK's login waits for up to a minute, so the next request makes a new one.
        service, self._service = self._service or self._make(), None
        service.set_http_config({"timeout": max(seconds, 0.1)})
        more = {"cursor": cursor} if cursor else {}
        try:
            found = service.list_logs(
                self._settings.logs_of,
                sort="request_timestamp",
                filter=f"session_id::{session_id}",
                page_limit=_PAGE,
                **more,
            ).get_result()
        except ApiException as error:
            raise _explained(error.status_code) from None
        except Exception as error:  # whatever the SDK's parts raise: time-outs, a login that is no token, no JSON
            raise AssistantError(f"Watson's logs API did not answer ({type(error).__name__}).") from None
        self._service = service
        return found if isinstance(found, Mapping) else {}

    def _make(self) -> Any:
        from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
        from ibm_watson import AssistantV2

        login = self._settings.cos_auth_endpoint.removesuffix("/identity/token")
        service = AssistantV2(
            version=_VERSION, authenticator=IAMAuthenticator(self._settings.watson_api_key, url=login)
        )
        service.set_service_url(self._settings.watson_url.rstrip("/"))
        return service


def _of_session(logs: list[Any], session_id: str) -> Iterator[Mapping[str, Any]]:
    for log in logs:
        if isinstance(log, Mapping) and log.get("session_id") == session_id:
            yield log


def _explained(status: int | None) -> AssistantError:
    if status == 429:
        return BusyError("Watson's logs API had too many requests.")
    if status in (400, 401, 403, 404, 405, 501):
        return RefusedError(
            f"Watson's logs API answered {status}: check WATSON_API_KEY (it needs the role Manager), WATSON_URL and"
            " WATSON_ENVIRONMENT_ID; the API comes with the plan Plus and higher."
        )
    return AssistantError(f"Watson's logs API answered {status}.")
