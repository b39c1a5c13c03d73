"""`webhook` answers as openapi.json says, on both platforms, to requests that schemathesis makes from that file.

They go to the deployed bundle through each host's own request shapes; the platform answers some of them itself.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
import urllib3
from hypothesis import HealthCheck, given
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS

from sandbox.host import PlatformName
from sandbox.net import HttpRequest
from tests.handover.deployment import Deployment
from tests.handover.rig import SECRET, rig_in_memory
from tests.handover.twilio_in_place import TwilioInPlace
from tests.trust.webhook_document import useful
from tests.webhook_description import PATH, strict

_REQUESTS = 60
#: What a platform refuses itself, in its own words: see sandbox/host.
_BY_PLATFORM = frozenset({400, 404, 406, 413})


class Hosted(BaseAdapter):
    """Sends requests to a function host. `by_bundle`: whether the last one reached the bundle."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__()
        self._host = deployment.host
        self.by_bundle = True

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        self._host.activations.clear()
        with contextlib.redirect_stdout(io.StringIO()):
            sent = HttpRequest(str(request.method), str(request.url), dict(request.headers), body)
            answer = self._host(sent)
        self.by_bundle = bool(self._host.activations)
        response = requests.Response()
        response.status_code, response.headers = answer.status, CaseInsensitiveDict(answer.headers)
        response.raw = urllib3.HTTPResponse(
            io.BytesIO(answer.body), answer.headers, answer.status, preload_content=False
        )
        response.request, response.url = request, str(request.url)
        return response

    def close(self) -> None: ...


@pytest.fixture(params=["openwhisk", "code-engine"])
def deployment(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    platform: PlatformName = request.param
    with TwilioInPlace() as twilio:
        yield Deployment(rig_in_memory(twilio), {"PUBLIC_URL": ""}, platform=platform)


def address_of(deployment: Deployment) -> str:
    """Returns the address of the description's server on this platform, as openapi.json says."""
    return deployment.host.url("webhook").rstrip("/").removesuffix(PATH)


def run(deployment: Deployment, document: Mapping[str, Any], mode: GenerationMode, names: tuple[str, ...]) -> None:
    operation = schemathesis.openapi.from_dict(dict(document))[PATH]["POST"]
    address = address_of(deployment)
    described: list[Any] = list(CHECKS.get_by_names(list(names)))
    hosted, session = Hosted(deployment), requests.Session()
    session.mount("https://", hosted)

    @hypothesis.seed(7)
    @hypothesis.settings(max_examples=_REQUESTS, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def conforms(case: Case[Any]) -> None:
        deployment.rig.clock.step(40)
        response = case.call(address, session=session, headers={"X-Handover-Secret": SECRET})
        if hosted.by_bundle:
            case.validate_response(response, checks=described)
        else:
            assert response.status_code in _BY_PLATFORM

    conforms()


_DESCRIBED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.mark.slow
@pytest.mark.parametrize("document", [strict(), useful()], ids=["anything", "useful"])
def test_requests_as_described_are_answered_as_described(deployment: Deployment, document: Mapping[str, Any]) -> None:
    run(deployment, document, GenerationMode.POSITIVE, (*_DESCRIBED, "positive_data_acceptance"))


@pytest.mark.slow
def test_other_requests_are_answered_as_described_too(deployment: Deployment) -> None:
    """With 200 and a reason, where the webhook understands what was sent: a dialog sees nothing of an HTTP error."""
    run(deployment, strict(), GenerationMode.NEGATIVE, _DESCRIBED)


@pytest.mark.slow
def test_nobody_gets_an_answer_without_the_secret(deployment: Deployment) -> None:
    operation = schemathesis.openapi.from_dict(strict())[PATH]["POST"]
    session = requests.Session()
    session.mount("https://", Hosted(deployment))

    @hypothesis.seed(7)
    @hypothesis.settings(max_examples=20, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def refused(case: Case[Any]) -> None:
        address = address_of(deployment)
        assert case.call(address, session=session, headers={"X-Handover-Secret": "wrong"}).status_code == 401

    refused()
