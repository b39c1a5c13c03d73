"""The flags of `ibmcloud` and its Code Engine plug-in, and the form of their values.

From the command line reference; `target`, `plugin list`, `project get`, `secret get`
and the `delete` commands as public scripts use them.
"""

from __future__ import annotations

from tests.operate.standins.flags import ANY, NOTHING, Usage

_NAME = r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?"
_OUTPUT = r"json|yaml|jsonpath=.+"
_FUNCTION = {
    "--name": _NAME,
    "--runtime": r"python-3\.1[123]",
    "--build-source": ANY,
    "--main": r"[a-zA-Z_][a-zA-Z0-9_]{0,62}",
    "--env-from-secret": r"([A-Z_][A-Z0-9_]*=)?[a-z][-a-z0-9]*(:.+)?",
    "--env": r"[A-Za-z_][A-Za-z0-9_]*=.*",
    "--cpu": r"0\.25|0\.5|1",
    "--memory": r"1G|2G|4G",
    "--maxexecutiontime": r"[1-9]\d?|1[01]\d|120",
    "--scale-down-delay": r"\d{1,2}|[1-5]\d\d|600",
    "--visibility": r"public|private|project",
    "--wait": NOTHING,
    "--no-wait": NOTHING,
    "--wait-timeout": r"\d+",
    "--output": _OUTPUT,
    "--quiet": NOTHING,
    "--force": NOTHING,
}
PAIRS = {("0.25", "1G"), ("0.5", "2G"), ("1", "4G")}
_SOURCES = {"--from-literal": ANY, "--from-env-file": ANY, "--from-file": ANY}
_CRON = {
    "--name": _NAME,
    "--destination": _NAME,
    "--destination-type": "app|job|function",
    "--schedule": r"\S+( \S+){4}",
    "--data": r".{0,4096}",
    "--time-zone": ANY,
    "--force": NOTHING,
    "--wait": NOTHING,
    "--no-wait": NOTHING,
}
_BY_NAME = Usage({"--name": _NAME, "--output": _OUTPUT, "--quiet": NOTHING}, ("--name",))
_DELETE = Usage({"--name": _NAME, "--force": NOTHING, "--quiet": NOTHING}, ("--name", "--force"))

USAGES = {
    ("target",): Usage({"--output": "json", "-r": ANY, "-g": ANY}),
    ("plugin", "list"): Usage({"--output": "json"}),
    ("ce", "project", "current"): Usage({"--output": _OUTPUT}),
    ("ce", "project", "get"): _BY_NAME,
    ("ce", "project", "select"): Usage({"--name": _NAME, "--quiet": NOTHING}, ("--name",)),
    ("ce", "project", "create"): Usage({"--name": _NAME, "--no-select": NOTHING, "--wait": NOTHING}, ("--name",)),
    ("ce", "secret", "get"): _BY_NAME,
    ("ce", "secret", "create"): Usage({"--name": _NAME, "--format": "generic", **_SOURCES}, ("--name",)),
    ("ce", "secret", "update"): Usage({"--name": _NAME, "--rm": ANY, **_SOURCES}, ("--name",), ("--rm",)),
    ("ce", "secret", "delete"): _DELETE,
    ("ce", "fn", "get"): _BY_NAME,
    ("ce", "fn", "runtimes"): Usage({"--all": NOTHING, "--output": _OUTPUT}),
    ("ce", "fn", "create"): Usage(_FUNCTION, ("--name", "--runtime"), ("--env",)),
    ("ce", "fn", "update"): Usage(
        {**_FUNCTION, "--env-rm": ANY, "--rebuild": NOTHING}, ("--name",), ("--env", "--env-rm")
    ),
    ("ce", "fn", "delete"): _DELETE,
    ("ce", "sub", "cron", "get"): _BY_NAME,
    ("ce", "sub", "cron", "create"): Usage(_CRON, ("--name", "--destination")),
    ("ce", "sub", "cron", "update"): Usage(_CRON, ("--name",)),
    ("ce", "sub", "cron", "delete"): _DELETE,
}
