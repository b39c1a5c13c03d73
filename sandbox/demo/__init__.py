"""`make demo`: the sandbox in real time on one page, where the user plays the customer and the agents.

From the inside out: `handset`, `chat_window`, `activity` and `record` keep what the page shows of the phones, the chat, the
webhooks and the bucket. `demo` holds them together with the world. `snapshot` is all of it as one JSON value, and `commands`
is what the user can do. `server` connects both to the page in `static/`. Nothing here decides anything about a handover.
"""

from __future__ import annotations

import logging
import sys

from sandbox.demo.demo import Demo
from sandbox.demo.server import listen, serve
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
    with Demo.live(platform) as demo:
        print(f"\n  Open http://{HOST}:{socket.getsockname()[1]}\n\nCtrl-C ends it.", flush=True)
        serve(demo, socket)
    print("\nThe world has ended; nothing of it is kept.")
    return 0
