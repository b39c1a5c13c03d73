"""The errors of the REST API: Twilio's code, a sentence, and the HTTP status."""

from __future__ import annotations

from typing import Any


class RestError(Exception):
    """An error response. Only authentication failures have a `detail`."""

    def __init__(self, code: int, message: str, status: int = 400, detail: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.detail = detail

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return body | ({"detail": self.detail} if self.detail else {})


def unauthorized() -> RestError:
    return RestError(20003, "Authenticate", 401, "Your AccountSid or AuthToken was incorrect.")


def not_found(path: str) -> RestError:
    return RestError(20404, f"The requested resource {path} was not found", 404)


def not_in_progress() -> RestError:
    return RestError(21220, "Call is not in-progress. Cannot redirect.")


def too_many() -> RestError:
    return RestError(20429, "Too Many Requests", 429)


def internal() -> RestError:
    return RestError(20500, "Internal Server Error", 500)


def unavailable() -> RestError:
    return RestError(20503, "Service Unavailable", 503)
