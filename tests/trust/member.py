"""One member of the crowd. Each request gets a process of its own, forked after everything was imported.

It reads JSON lines: first its settings, then one line for each request, and answers each with one JSON line, `null` if the
process died. The fork replies through a pipe of its own, and this process alone writes lines: a fork that dies while it
replies leaves no half a line and no second one. `at` is the time (seconds since 1970) at which all of the crowd begin. A
death is real: the process ends without cleaning up.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from typing import Any, NoReturn

from handover.clock import SystemClock
from handover.core import phone_numbers
from handover.core.call.call_request import CallRequest
from handover.core.desk import config as desk
from handover.core.i18n import catalogue
from handover.deadline import Deadline
from handover.log import LogLine
from handover.services.storage import AppStorage
from handover.services.storage.client import lazy_client
from handover.services.telephony import TwilioClient
from handover.settings import Settings, read
from handover.usecases.context import AppContext
from handover.usecases.start_call import start_call
from tests.fakes.wake_ups import RecordedWakeUps
from tests.handover.rig import DESK
from tests.trust.blows import Life, MortalClient, make_mortal

_SECONDS = 6.0
_KILLED = 9


def main() -> None:
    settings, clock = read(json.loads(sys.stdin.readline()), {}), SystemClock()
    _load_everything(settings, lazy_client(settings, clock)())
    client = lazy_client(settings, clock)  # a connection must not be shared with a fork
    print("ready", flush=True)
    for line in sys.stdin:
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.write(writing, json.dumps(_start(settings, clock, client, json.loads(line))).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as said:
            reply = said.read()
        _, status = os.waitpid(process, 0)
        print("null" if os.waitstatus_to_exitcode(status) == _KILLED else reply, flush=True)


def _load_everything(settings: Settings, client: Any) -> None:
    """Load what a start needs, so that no fork has to: it would begin too late to be in anybody's way."""
    from handover.services.storage import handovers, quotas, sessions  # noqa: F401

    catalogue("en")
    desk.read(DESK)
    phone_numbers.read("+493012345678", ("DE",))
    _ = TwilioClient(settings).client(False).calls
    with contextlib.suppress(Exception):
        client.get_object(Bucket=settings.cos_bucket, Key="desk.json")


def _start(settings: Settings, clock: SystemClock, client: Any, order: dict[str, Any]) -> dict[str, Any]:
    life = Life(order["blow_at"], order["kill"] if order["blow_at"] else "", _die)
    app = AppContext(
        settings,
        clock,
        AppStorage(settings, clock, lambda: MortalClient(client(), life)),
        TwilioClient(settings),
        wake_ups=RecordedWakeUps(),
    )
    app.twilio.client(False)
    if order["kill"] and not order["blow_at"]:
        make_mortal(app.twilio, Life(1, order["kill"], _die))
    request = CallRequest(session_id=order["session"], phone_number=order["number"])
    time.sleep(max(0.0, order["at"] - time.time()))
    reply = start_call(app.within(Deadline(clock, _SECONDS), LogLine()), request)
    return {"ok": reply.ok, "status": str(reply.status), "reason": reply.reason, "handover": reply.handover_id}


def _die() -> NoReturn:
    os._exit(_KILLED)


if __name__ == "__main__":
    main()
