"""Connects to Watson Assistant by the API that the plan has, and explains its errors in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from operate.deploy.job import Job
from operate.deploy.watson.skills import Skills
from operate.deploy.watson.workspaces import Workspaces
from operate.errors import OperatorError

#: The API versions that the SDK's documentation names as current.
V1, V2 = "2021-11-27", "2024-08-25"
_SECONDS = 60


class SkillStore(Protocol):
    """The skills behind either API. `words` names the API for people."""

    words: str

    def find(self, skill_id: str, name: str, /) -> dict[str, Any] | None: ...
    def read(self, skill_id: str, /) -> dict[str, Any]: ...
    def create(self, document: dict[str, Any], /) -> str: ...
    def replace(self, skill_id: str, document: dict[str, Any], /) -> None: ...
    def rewire(self, skill_id: str, document: dict[str, Any], /) -> None: ...


def connect(job: Job) -> SkillStore:
    """Returns the v2 API if the plan has it (Plus and higher), else v1, which every plan has."""
    # Imported here, as below: the SDK takes seconds, and most steps do not need it.
    from ibm_watson import ApiException, AssistantV1, AssistantV2

    two = _ready(job, AssistantV2(version=V2, authenticator=_authenticator(job)))
    try:
        two.list_assistants(page_limit=1)
    except ApiException as error:
        if error.status_code not in (403, 404, 405, 501):
            raise
        return Workspaces(_ready(job, AssistantV1(version=V1, authenticator=_authenticator(job))))
    return Skills(two, job.settings.get("WATSON_ASSISTANT_ID", ""), job.wait)


@contextmanager
def errors_explained() -> Iterator[None]:
    """Raises OperatorError, one sentence, for errors of Watson and of its login."""
    from ibm_watson import ApiException
    from requests.exceptions import RequestException

    try:
        yield
    except ApiException as error:
        if error.status_code == 401 or "api key" in str(error.message).lower():
            raise OperatorError(
                "Watson does not accept WATSON_API_KEY: copy it again from the service's credentials."
            ) from None
        if error.status_code == 404:
            raise OperatorError(
                "Watson has no such instance, assistant or skill: check the WATSON_ settings."
            ) from None
        raise OperatorError(f"Watson refused with {error.status_code}: {error.message}") from None
    except RequestException as error:
        raise OperatorError(
            f"Watson cannot be reached at WATSON_URL ({type(error).__name__}): check the address."
        ) from None


def _authenticator(job: Job) -> Any:
    from ibm_cloud_sdk_core.authenticators import IAMAuthenticator

    iam = job.settings.get("COS_AUTH_ENDPOINT", "https://iam.cloud.ibm.com/identity/token")
    return IAMAuthenticator(job.settings["WATSON_API_KEY"], url=iam.removesuffix("/identity/token"))


def _ready(job: Job, service: Any) -> Any:
    service.set_service_url(job.settings["WATSON_URL"])
    service.set_http_config({"timeout": _SECONDS})
    return service
