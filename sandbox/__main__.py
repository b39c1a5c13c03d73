"""The sandbox's command line: `python -m sandbox demo` and `python -m sandbox play SCENARIO`.

An empty option is an absent one, because the Makefile passes all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns the exit code."""
    asked = _parser().parse_args(arguments)
    # Each command imports only what it needs: the other one would add a second to its start.
    if asked.command == "play":
        from sandbox import play

        return play.main(asked.scenario, asked.platform, asked.language, asked.skill, asked.messages, asked.transcript)
    from sandbox import demo

    return demo.main(asked.platform, asked.port, asked.language, asked.skill)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The bundle in a world on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    shape = argparse.ArgumentParser(add_help=False)
    shape.add_argument(
        "--platform",
        choices=("openwhisk", "code-engine", "app"),
        default="openwhisk",
        help="whose request shapes to use; app: one server with all actions",
    )
    shape.add_argument("--language", default="", help="of the chat, the phones and the desk: en or de")
    shape.add_argument("--skill", default="", metavar="PATH", help="a dialog skill of your own, as Watson exports it")
    demo = commands.add_parser("demo", parents=[shape], help="the whole world on one page, in real time")
    demo.add_argument("--port", type=int, default=8080, help="the first port to try (default: 8080)")
    play = commands.add_parser("play", parents=[shape], help="one scripted handover in the terminal")
    play.add_argument("scenario", nargs="?", default="accepted", help="its name; `list` shows all")
    play.add_argument(
        "--messages",
        default="",
        metavar="PATH",
        help="what the customer writes to your own skill: see sandbox/play/texts",
    )
    play.add_argument(
        "--transcript",
        choices=("log-webhook", "logs-api", "dialog"),
        default="log-webhook",
        help="where the chat comes from, by Watson's plan: dialog is the list that our own skill keeps",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
