"""`make demo`: the sandbox in real time on one page, where the user plays the customer and the agents.

`handset`, `chat_window`, `activity` and `record` hold what the page shows of the phones, the chat, the webhooks and the
bucket. `demo` connects them to the world. `snapshot` returns all of it as one JSON value, and `commands` runs what the user
does. `server` connects both to the page in `static/`. Nothing here decides anything about a handover.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from sandbox.demo.demo import Demo
from sandbox.demo.server import listen, serve
from sandbox.host import PlatformName
from sandbox.own_skill import OptionError, language_of, read_skill
from sandbox.world import Parts

HOST = "127.0.0.1"
_READY = """
  Open {address}

The page links to openapi.json, which describes the webhook. For requests of your own, as in docs/contract.md:

  export WEBHOOK_URL={address}/webhook WEBHOOK_SECRET={secret}

Ctrl-C ends it."""


def main(platform: PlatformName, port: int = 8080, language: str = "", skill_file: str = "") -> int:
    """Starts the world, prints the page's address and serves it until Ctrl-C. Returns the exit code."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        skill = read_skill(skill_file) if skill_file else None
        parts = Parts(language=language_of(language, skill), skill=Path(skill_file) if skill_file else None)
    except OptionError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        socket = listen(HOST, port)
    except OSError as error:
        print(f"No free port from {port} on: {error}. Name another with --port.", file=sys.stderr)
        return 2
    print(f"Starting Watson, a phone network, a bucket and the functions, as on {platform} ...", flush=True)
    address, same = (f"http://{host}:{socket.getsockname()[1]}" for host in (HOST, "localhost"))
    with Demo.live(platform, parts, [address, same]) as demo:
        secret = demo.world.settings["WEBHOOK_SECRET"]
        print(_READY.format(address=address, secret=secret), flush=True)
        for notice in demo.world.assistant.skill.notices:
            print(f"Watson's skill: {notice}", flush=True)
        serve(demo, socket)
    print("\nThe demo has ended. Its data was in memory only.")
    return 0
