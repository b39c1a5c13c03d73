"""The REST API on a port, and a client of Twilio's own SDK."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from twilio.rest import Client

from sandbox.twilio import Account, RestServer

from ..desk import OURS, SID, TOKEN, Desk
from .sdk import EMPTY, SERVICE, VERIFIED, sdk


@pytest.fixture
def desk() -> Desk:
    account = Account(
        SID,
        TOKEN,
        OURS,
        owned_numbers=("+4930888888",),
        verified_numbers=(VERIFIED,),
        countries=("+49", "+1"),
        blocked=("+49137",),
        unroutable=("+4930000000",),
        landlines=("+4930777777",),
        api_keys={"SK" + "0" * 32: "secret"},
        messaging_services={SERVICE: (OURS,), EMPTY: ()},
    )
    return Desk(account, pages={"/greet": "<Pause length='30'/>"})


@pytest.fixture
def server(desk: Desk) -> Iterator[RestServer]:
    server = RestServer(desk.network)
    server.start()
    yield server
    server.stop(wait=False)


@pytest.fixture
def client(server: RestServer) -> Client:
    return sdk(server)
