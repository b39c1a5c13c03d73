"""`python -m operate COMMAND`: what an operator runs on a deployed Handover, besides deploy.sh.

It is run from the project's folder, with the Python that deploy.sh set up (.venv-operate), and finds the bundle's source by
itself.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from operate.errors import OperatorError

COMMANDS = {
    "erase": "delete what is kept about one person",
    "export": "write what is kept about one person as JSON and as a page",
    "replay": "tell a handover's story from its stored events, decision by decision",
    "backtest": "say what another desk.json would have changed in the last days",
    "skill": "build the dialog skill in both languages from operate/skill",
    "check_desk": "say in words what is wrong in a desk.json",
    "docs": "write docs/desk-json.md from the schema of desk.json",
}


def main(arguments: list[str]) -> int:
    """Runs a command; returns the exit code: 0 done, 2 something for the operator to correct."""
    name = arguments[0] if arguments else "--help"
    if name not in COMMANDS:
        listed = "\n".join(f"  {each:12}{says}" for each, says in COMMANDS.items())
        print(f"python -m operate COMMAND …\n\n{listed}\n\n`python -m operate COMMAND --help` has the options.")
        return 0 if name in ("-h", "--help") else 2
    try:
        return int(import_module(f"operate.{name}").main(arguments[1:]))
    except OperatorError as error:
        for problem in str(error).splitlines():
            print(f"  - {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functions"))
    sys.exit(main(sys.argv[1:]))
