"""The Account resource: enough to check credentials."""

from __future__ import annotations

from sandbox.twilio.call import API_VERSION
from sandbox.twilio.rest.resource import ResourceRequest, ResourceResponse


def fetch(request: ResourceRequest) -> ResourceResponse:
    account = request.network.account
    body = {
        "sid": account.sid,
        "friendly_name": "Sandbox",
        "status": "active",
        "type": "Trial" if account.trial else "Full",
        "uri": f"/{API_VERSION}/Accounts/{account.sid}.json",
    }
    return ResourceResponse(200, body)
