"""The flags of `ibmcloud` and its Code Engine plug-in, and the form of their values.

From the command line reference; `target`, `plugin list`, `project get`, `secret get`
and the `delete` commands as public scripts use them.
"""

from __future__ import annotations

from tests.operate.standins.flags import ANY, NOTHING, Usage

_NAME = r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?"
_OUTPUT = r"json|yaml|jsonpath=.+"
#: A switch with a value, as the page "Working with trusted profiles" writes it.
_PROFILES = {f"--trusted-profiles-enabled{value}": NOTHING for value in ("", "=true", "=false")}
_FUNCTION = {
    **_PROFILES,
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
_PROBE = r"type=(http|tcp)|port=\d+|path=/.*|(interval|initial-delay|timeout|failure-threshold)=\d+"
_APP = {
    "--name": _NAME,
    "--image": ANY,
    "--build-source": ANY,
    "--build-strategy": "dockerfile|buildpacks",
    "--build-dockerfile": ANY,
    "--build-timeout": r"\d+",
    "--port": r"((h2c|http1):)?\d+",
    "--cpu": r"0\.125|0\.25|0\.5|1|2|4|6|8|10|12",
    "--memory": r"\d+(\.\d+)?[MG]",
    "--min-scale": r"\d+",
    "--max-scale": r"\d+",
    "--concurrency": r"[1-9]\d*",
    "--concurrency-target": r"[1-9]\d*",
    "--request-timeout": r"[1-9]\d*",
    "--scale-down-delay": r"\d+",
    "--env-from-secret": r"([A-Z_][A-Z0-9_]*=)?[a-z][-a-z0-9]*(:.+)?",
    "--env": r"[A-Za-z_][A-Za-z0-9_]*=.*",
    "--probe-live": _PROBE,
    "--probe-ready": _PROBE,
    "--visibility": r"public|private|project",
    **_PROFILES,
    "--wait": NOTHING,
    "--wait-timeout": r"\d+",
    "--output": "json|url",
}
_APP_REPEATS = ("--env", "--probe-live", "--probe-ready")
#: The applications' smallest pairs; larger ones are not needed here.
APP_PAIRS = {("0.125", "0.25G"), ("0.125", "0.5G"), ("0.125", "1G"), ("0.25", "0.5G"), ("0.25", "1G"), ("0.25", "2G")}
PAIRS = {("0.25", "1G"), ("0.5", "2G"), ("1", "4G")}
_SOURCES = {"--from-literal": ANY, "--from-env-file": ANY, "--from-file": ANY}
_CRON = {
    "--name": _NAME,
    "--destination": _NAME,
    "--destination-type": "app|job|function",
    "--schedule": r"\S+( \S+){4}",
    "--data": r".{0,4096}",
    "--time-zone": ANY,
    "--path": r"/.*",
    "--force": NOTHING,
    "--wait": NOTHING,
    "--no-wait": NOTHING,
}
_BY_NAME = Usage({"--name": _NAME, "--output": _OUTPUT, "--quiet": NOTHING}, ("--name",))
_DELETE = Usage({"--name": _NAME, "--force": NOTHING, "--quiet": NOTHING}, ("--name", "--force"))

USAGES = {
    ("target",): Usage({"--output": "json", "-r": ANY, "-g": ANY}),
    ("plugin", "list"): Usage({"--output": "json"}),
    ("iam", "oauth-tokens"): Usage({"--output": "json"}),
    ("iam", "trusted-profile"): Usage({"--output": "json"}, name=True),
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
    ("ce", "app", "get"): Usage({"--name": _NAME, "--output": "json|url", "--quiet": NOTHING}, ("--name",)),
    ("ce", "app", "create"): Usage(_APP, ("--name",), _APP_REPEATS),
    ("ce", "app", "update"): Usage(_APP, ("--name",), _APP_REPEATS),
    ("ce", "app", "delete"): _DELETE,
    ("ce", "sub", "cron", "get"): _BY_NAME,
    ("ce", "sub", "cron", "create"): Usage(_CRON, ("--name", "--destination")),
    ("ce", "sub", "cron", "update"): Usage(_CRON, ("--name",)),
    ("ce", "sub", "cron", "delete"): _DELETE,
}
