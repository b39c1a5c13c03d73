"""The REST API as an ASGI application: routes, credentials and errors. Each resource has a module of its own."""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.twilio.account import Account
from sandbox.twilio.network import PhoneNetwork
from sandbox.twilio.rest import account, calls, conferences, messages, numbers, recordings
from sandbox.twilio.rest.errors import RestError, not_found, unauthorized
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.resource import File, ResourceRequest, ResourceResponse

Resource = Callable[[ResourceRequest], ResourceResponse]

_BASE = "/2010-04-01/Accounts/{account}"
_RESOURCES: Mapping[str, Mapping[str, Resource]] = {
    ".json": {"GET": account.fetch},
    "/Calls.json": {"POST": calls.create, "GET": calls.list_all},
    "/Calls/{sid}.json": {"GET": calls.fetch, "POST": calls.update, "DELETE": calls.delete},
    "/Calls/{sid}/Events.json": {"GET": calls.events},
    "/Calls/{sid}/Recordings.json": {"GET": recordings.list_all},
    "/Conferences.json": {"GET": conferences.list_all},
    "/Conferences/{sid}/Participants/{participant}.json": {"POST": conferences.update_participant},
    "/Messages.json": {"POST": messages.create, "GET": messages.list_all},
    "/Messages/{sid}.json": {"GET": messages.fetch},
    "/Recordings.json": {"GET": recordings.list_all},
    "/Recordings/{sid}.json": {"GET": recordings.fetch, "DELETE": recordings.delete},
    "/Recordings/{sid}.mp3": {"GET": recordings.media},
    "/Recordings/{sid}.wav": {"GET": recordings.media},
    "/Recordings/{sid}": {"GET": recordings.media, "DELETE": recordings.delete},
    "/IncomingPhoneNumbers.json": {"GET": numbers.list_all, "POST": numbers.create},
    "/IncomingPhoneNumbers/{sid}.json": {"GET": numbers.fetch, "POST": numbers.update},
}


def rest_app(network: PhoneNetwork) -> Starlette:
    """Returns the API as an ASGI application, without faults."""
    routes = [
        Route(_BASE + path, _endpoint(network, resource), methods=[method])
        for path, by_method in _RESOURCES.items()
        for method, resource in by_method.items()
    ]
    return Starlette(routes=routes, exception_handlers={404: _no_such_path, 405: _no_such_method})


def _endpoint(network: PhoneNetwork, resource: Resource) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        try:
            _authenticate(request, network.account)
            resource_request = ResourceRequest(
                network=network,
                path=request.url.path,
                sid=request.path_params.get("sid", ""),
                query=Form(request.url.query),
                form=Form(body if _is_form(request) else ""),
            )
            reply = await run_in_threadpool(_locked, resource, resource_request)
        except RestError as error:
            return _refusal(error)
        return _written(reply)

    return answer


def _written(reply: ResourceResponse) -> Response:
    if reply.body is None:
        return Response(status_code=reply.status)
    if isinstance(reply.body, File):
        return Response(reply.body.content, reply.status, media_type=reply.body.kind)
    return JSONResponse(reply.body, reply.status)


def _locked(resource: Resource, resource_request: ResourceRequest) -> ResourceResponse:
    with resource_request.network.agenda.lock:
        return resource(resource_request)


def _authenticate(request: Request, account: Account) -> None:
    """Raises RestError unless the credentials and the account in the path are right."""
    user, password = _credentials(request.headers.get("authorization", ""))
    known = {account.sid: account.auth_token, **account.api_keys}
    if user not in known or not hmac.compare_digest(known[user].encode(), password.encode()):
        raise unauthorized()
    if request.path_params["account"] != account.sid:
        raise not_found(request.url.path)


def _credentials(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _refusal(error: RestError) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else None
    return JSONResponse(error.to_json(), error.status, headers)


def _no_such_path(request: Request, _: Exception) -> Response:
    return _refusal(not_found(request.url.path))


def _no_such_method(*_: object) -> Response:
    return _refusal(RestError(20004, "Method not allowed", 405))
