"""`make demo`: the world in real time, on one page, where a visitor plays everybody.

From the inside out: `handset`, `chat_window`, `happenings` and `record` keep what can be seen of a phone, the chat, the
webhooks and the bucket; `stage` holds them together with the world; `snapshot` is all of it as one JSON value, `acts` is
what a visitor can do; `server` brings both to the page in `static/`. Nothing here decides anything about a handover.
"""

from __future__ import annotations

import logging
import sys

from sandbox.demo.server import listen, serve
from sandbox.demo.stage import Stage
from sandbox.host import PlatformName

HOST = "127.0.0.1"


def main(platform: PlatformName, port: int = 8080) -> int:
    """Start the world, print the page's address, and serve it until Ctrl-C; the exit code."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        socket = listen(HOST, port)
    except OSError as error:
        print(f"No free port from {port} on: {error}. Name another with --port.", file=sys.stderr)
        return 2
    print(f"Starting Watson, a phone network, a bucket and the functions, as on {platform} ...", flush=True)
    with Stage.live(platform) as stage:
        print(f"\n  Open http://{HOST}:{socket.getsockname()[1]}\n\nCtrl-C ends it.", flush=True)
        serve(stage, socket)
    print("\nThe world has ended; nothing of it is kept.")
    return 0
