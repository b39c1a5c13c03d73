"""The Account resource: enough to see that credentials are right."""

from __future__ import annotations

from sandbox.twilio.call import API_VERSION
from sandbox.twilio.rest.asked import Asked, Reply


def fetch(asked: Asked) -> Reply:
    account = asked.network.account
    body = {
        "sid": account.sid,
        "friendly_name": "Sandbox",
        "status": "active",
        "type": "Trial" if account.trial else "Full",
        "uri": f"/{API_VERSION}/Accounts/{account.sid}.json",
    }
    return Reply(200, body)
