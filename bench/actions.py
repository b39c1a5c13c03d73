"""Measures each action, cold and warm, in proportion to a process that imports everything.

Plays a whole handover three times, each time with new processes. An action's first reply in a process is its cold one.
All times are compared with the "naive twin": a fresh interpreter that imports what all actions need together and makes both
clients.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from statistics import median

from sandbox.host import Activation
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import ROOT, Parts

_ROUNDS = 3
_NAIVE = """
import sys
sys.path.insert(0, {functions!r})
import fastjsonschema, itsdangerous, jinja2, jwt, phonenumbers, twilio.request_validator, twilio.twiml.voice_response
import ibm_boto3, twilio.rest
twilio.rest.Client("AC", "x").calls
ibm_boto3.client("s3", aws_access_key_id="a", aws_secret_access_key="b", endpoint_url="http://127.0.0.1:9")
import handover.actions.webhook, handover.actions.twiml, handover.actions.status, handover.actions.transcript
import handover.actions.dashboard
"""


def naive_twin() -> float:
    """Returns the seconds that a fresh interpreter takes to import everything."""
    began = time.perf_counter()
    code = _NAIVE.format(functions=str(ROOT / "functions"))
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 (our own program)
    return time.perf_counter() - began


def actions() -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Returns two mappings from an action's name to seconds: of its first replies in a process, and of its later ones."""
    cold: dict[str, list[float]] = defaultdict(list)
    warm: dict[str, list[float]] = defaultdict(list)
    for _ in range(_ROUNDS):
        seen: set[str] = set()

        def note(ran: Activation, seen: set[str] = seen) -> None:
            (warm if ran.action in seen else cold)[ran.action].append(ran.took)
            seen.add(ran.action)

        with make_world(STORIES["wrap-up"], "openwhisk", Parts(watch=note), in_processes=True) as world:
            play(STORIES["wrap-up"], world)
            world.agenda.advance(600)  # the scheduler's turn
    return cold, warm


def main() -> None:
    naive = median(naive_twin() for _ in range(_ROUNDS))
    cold, warm = actions()
    print(f"naive twin {naive * 1000:6.0f} ms = 1.00\n\n{'action':12}{'cold':>9}{'ratio':>8}{'warm':>9}{'ratio':>8}")
    for action in sorted(cold):
        first, later = median(cold[action]), median(warm[action] or cold[action])
        print(f"{action:12}{first * 1000:6.0f} ms{first / naive:8.2f}{later * 1000:6.0f} ms{later / naive:8.2f}")


if __name__ == "__main__":
    main()
