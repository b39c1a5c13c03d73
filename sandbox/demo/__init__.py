"""`make demo`: the sandbox in real time on one page, where the user plays the customer and the agents.

`handset`, `chat_window`, `activity` and `record` hold what the page shows of the phones, the chat, the webhooks and the
bucket. `demo` connects them to the world. `snapshot` returns all of it as one JSON value, and `commands` runs what the user
does. `server` connects both to the page in `static/`. Nothing here decides anything about a handover.
"""

from __future__ import annotations

import logging
import sys

from sandbox.demo.demo import Demo
from sandbox.demo.server import listen, serve
from sandbox.host import PlatformName

HOST = "127.0.0.1"


def main(platform: PlatformName, port: int = 8080) -> int:
    """Starts the world, prints the page's address and serves it until Ctrl-C. Returns the exit code."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        socket = listen(HOST, port)
    except OSError as error:
        print(f"No free port from {port} on: {error}. Name another with --port.", file=sys.stderr)
        return 2
    print(f"Starting Watson, a phone network, a bucket and the functions, as on {platform} ...", flush=True)
    with Demo.live(platform) as demo:
        print(f"\n  Open http://{HOST}:{socket.getsockname()[1]}\n\nCtrl-C ends it.", flush=True)
        for notice in demo.world.assistant.skill.notices:
            print(f"Watson's skill: {notice}", flush=True)
        serve(demo, socket)
    print("\nThe demo has ended. Its data was in memory only.")
    return 0
