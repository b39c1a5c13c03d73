"""The S3 client of one container, with IAM or HMAC credentials.

It is made on first use: importing the SDK costs more than all the rest of a request. It is made by the SDK's core,
`ibm_botocore`: `ibm_boto3` adds resources and transfers of large files, which nothing uses and every cold start would load.
Its settings follow IBM's S3 dialect, and measurements:

- The service honours `If-None-Match` on PutObject, but the SDK's model lacks it. Two event hooks carry it from the call
  into the signed request.
- Checksums only when required: otherwise every PUT over TLS is chunked with a trailer.
- No `Expect: 100-continue`: it costs every PUT one more round trip.
- Short time limits and one retry: a request has six seconds in all. An answer that drips ends at the request's deadline.
- A time stamp parser of our own: the SDK's is slow.
- A reader of listings of our own: see quick_listing.py.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from handover.clock import Clock
from handover.services.storage.iam import Token, auth_function
from handover.settings import Settings

_TIME_LIMIT = (1.5, 2.5)  # connect, read: in seconds
_CONNECTIONS = 32


def lazy_client(settings: Settings, clock: Clock) -> Callable[[], Any]:
    """Returns a function that returns the one client, and makes it at its first call."""
    lock = threading.Lock()
    made: list[Any] = []

    def client() -> Any:
        with lock:
            if not made:
                made.append(_make(settings, clock))
        return made[0]

    return client


def _make(settings: Settings, clock: Clock) -> Any:
    import ibm_botocore.handlers
    import ibm_botocore.session
    from ibm_botocore.config import Config

    from handover.services.storage.quick_listing import QuickParserFactory
    from handover.services.storage.timed_session import TimedSession

    session = ibm_botocore.session.get_session()
    parsers = QuickParserFactory()
    parsers.set_parser_defaults(timestamp_parser=_read_time)
    session.register_component("response_parser_factory", parsers)
    config = Config(
        signature_version="oauth" if settings.cos_api_key else "s3v4",
        retries={"mode": "standard", "total_max_attempts": 2},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
    )
    client = session.create_client(
        "s3", endpoint_url=settings.cos_endpoint, config=config, **_credentials(settings, clock)
    )
    client.meta.events.unregister("before-call.s3", ibm_botocore.handlers.add_expect_header)
    client.meta.events.register("before-parameter-build.s3.PutObject", _take_condition)
    client.meta.events.register("before-call.s3.PutObject", _give_condition)
    client.meta.events.register("before-send.s3", TimedSession(_TIME_LIMIT, _CONNECTIONS).before_send)
    return client


def _credentials(settings: Settings, clock: Clock) -> dict[str, Any]:
    if settings.cos_api_key:
        fetch = auth_function(settings.cos_api_key, settings.cos_auth_endpoint)
        return {"token_manager": Token(fetch, clock)}
    return {
        "aws_access_key_id": settings.cos_hmac_access_key_id,
        "aws_secret_access_key": settings.cos_hmac_secret_access_key,
    }


def _take_condition(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["only_if_absent"] = params.pop("OnlyIfAbsent", False)


def _give_condition(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    if context.get("only_if_absent"):
        params["headers"]["If-None-Match"] = "*"


def _read_time(text: str | datetime) -> datetime:
    """ISO 8601 from bodies, RFC 822 from headers."""
    if isinstance(text, datetime):
        return text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
