"""A stand-in for `ibmcloud` with its Code Engine plug-in. The account is a JSON file, named by STANDIN_IBMCLOUD.

ibmcloud_usages.py has its flags. `lines` records every command line. `fail` maps the beginning of a command line to an error
message, with which it fails once.
"""

from __future__ import annotations

import ast
import json
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.operate.standins.flags import UsageError
from tests.operate.standins.ibmcloud_usages import APP_PAIRS, PAIRS, USAGES
from tests.operate.standins.program import run_program

Given = Mapping[str, list[str]]
_SWITCH = "--trusted-profiles-enabled"


class FailedError(Exception):
    """The command fails with these words."""


class World:
    """The account's content."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state = state

    def run(self, line: list[str]) -> str:
        """Returns the command's output. Raises UsageError or FailedError."""
        command = next((path for path in USAGES if tuple(line[: len(path)]) == path), None)
        if line[:1] == ["ce"] and not self.state["plugin"]:
            raise FailedError("'ce' is not a registered command. See 'ibmcloud help'.")
        if command is None:
            raise UsageError(f"'{' '.join(line[:3])}' is not a registered command.")
        given = USAGES[command].read(line[len(command) :])
        self._planned_failure(" ".join(line))
        if command[0] == "ce" and self.state["expired"]:
            raise FailedError("Your session has expired. Log in with 'ibmcloud login'.")
        action: Callable[[Given], str] = getattr(self, "_" + "_".join(command).replace("-", "_"))
        return action(given)

    def _planned_failure(self, line: str) -> None:
        for beginning, words in list(self.state["fail"].items()):
            if line.startswith(beginning):
                del self.state["fail"][beginning]
                raise FailedError(words)

    def _target(self, _: Given) -> str:
        if not self.state["user"]:
            raise FailedError("Not logged in. Use 'ibmcloud login' to log in.")
        region, group = {"name": self.state["region"]}, {"name": self.state["group"]}
        return json.dumps({"user": {"user_email": self.state["user"]}, "region": region, "resource_group": group})

    def _plugin_list(self, _: Given) -> str:
        version = self.state["plugin"] and dict(zip(("Major", "Minor", "Build"), self.state["plugin"], strict=True))
        plugins = [{"Name": "code-engine", "Version": version}] if version else []
        return "\x1b[1m" + json.dumps(plugins) + "\x1b[0m"

    def _iam_oauth_tokens(self, _: Given) -> str:
        if not self.state["user"] or self.state["expired"]:
            raise FailedError("Not logged in. Use 'ibmcloud login' to log in.")
        return json.dumps({"iam_token": f"Bearer {self.state['token']}", "uaa_token": ""})

    def _iam_trusted_profile(self, given: Given) -> str:
        if given["NAME"][0] not in self.state["profiles"]:
            raise FailedError(f"Trusted profile '{given['NAME'][0]}' was not found.")
        return json.dumps([{"name": given["NAME"][0]}])

    def _ce_project_current(self, _: Given) -> str:
        if not self.state["selected"]:
            raise FailedError("No project is selected. Use 'ibmcloud ce project select' to select one.")
        return json.dumps({"name": self.state["selected"], "guid": "00000000"})

    def _ce_project_get(self, given: Given) -> str:
        if given["--name"][0] not in self.state["projects"]:
            raise FailedError("Project not found.")
        return "OK"

    def _ce_project_select(self, given: Given) -> str:
        self._ce_project_get(given)
        self.state["selected"] = given["--name"][0]
        return "OK"

    def _ce_project_create(self, given: Given) -> str:
        self.state["projects"].append(given["--name"][0])
        if "--no-select" not in given:
            self.state["selected"] = given["--name"][0]
        return "OK"

    def _ce_secret_get(self, given: Given) -> str:
        self._existing("secrets", given)
        return "OK"

    def _ce_secret_create(self, given: Given) -> str:
        self._new("secrets", given, dict(_env_file(given)))
        return "OK"

    def _ce_secret_update(self, given: Given) -> str:
        self._existing("secrets", given).update(_env_file(given))
        return "OK"

    def _ce_secret_delete(self, given: Given) -> str:
        return self._delete("secrets", given)

    def _ce_fn_get(self, given: Given) -> str:
        return json.dumps(self._existing("functions", given))

    def _ce_fn_runtimes(self, _: Given) -> str:
        names = self.state.get("runtimes", ["nodejs-22", "python-3.11", "python-3.12", "python-3.13"])
        return "Listing function runtimes...\nOK\n\n" + "\n".join(f"{name}   {name.title()}" for name in names)

    def _ce_fn_create(self, given: Given) -> str:
        if len(self.state["functions"]) >= 20:
            raise FailedError("The maximum number of functions (20) for this project has been reached.")
        self._new("functions", given, self._built(given))
        return "OK"

    def _ce_fn_update(self, given: Given) -> str:
        known = self._existing("functions", given)
        known.update(self._built(_merged(known, given)))
        return "OK"

    def _ce_fn_delete(self, given: Given) -> str:
        return self._delete("functions", given)

    def _ce_app_get(self, given: Given) -> str:
        found = self._existing("apps", given)
        return str(found["status"]["url"]) if given.get("--output") == ["url"] else json.dumps(found)

    def _ce_app_create(self, given: Given) -> str:
        self._new("apps", given, self._imaged(given))
        return "OK"

    def _ce_app_update(self, given: Given) -> str:
        known = self._existing("apps", given)
        known.update(self._imaged(_merged(known, given)))
        return "OK"

    def _ce_app_delete(self, given: Given) -> str:
        return self._delete("apps", given)

    def _ce_sub_cron_get(self, given: Given) -> str:
        cron = self._existing("crons", given)
        return f"OK\n\nDestination:  {cron['--destination']}\nSchedule:  {cron['--schedule']}\nReady:  true"

    def _ce_sub_cron_create(self, given: Given) -> str:
        values = {flag: found[0] for flag, found in given.items()}
        kind = {"function": "functions", "app": "apps"}[values["--destination-type"]]
        if values["--destination"] not in self.state[kind]:
            raise FailedError("The destination does not exist.")
        self._new("crons", given, {"--schedule": "* * * * *", **values})
        return "OK"

    def _ce_sub_cron_update(self, given: Given) -> str:
        self._existing("crons", given).update({flag: found[0] for flag, found in given.items()})
        return "OK"

    def _ce_sub_cron_delete(self, given: Given) -> str:
        return self._delete("crons", given)

    def _built(self, given: Given) -> dict[str, Any]:
        """Builds the source to a function that can be called. Raises FailedError if a real build would fail."""
        value = {flag: found[0] for flag, found in given.items()}
        if (value["--cpu"], value["--memory"]) not in PAIRS:
            raise FailedError("The CPU and memory combination is not supported.")
        if value["--env-from-secret"] not in self.state["secrets"]:
            raise FailedError("The secret does not exist.")
        source = Path(value["--build-source"])
        defined = ast.dump(ast.parse((source / "__main__.py").read_text()))
        if f"'{value['--main']}'" not in defined:
            raise FailedError(f"Build failed: {value['--main']} is not in __main__.py")
        variables = [{"type": "secret_full_reference", "reference": value["--env-from-secret"]}]
        variables += [
            {"type": "literal", "name": name, "value": text}
            for name, _, text in (pair.partition("=") for pair in given.get("--env", ()))
        ]
        return {
            "name": value["--name"],
            "endpoint": self.state["endpoint"].format(name=value["--name"]),
            "status": "ready",
            "code_main": value["--main"],
            "runtime": value["--runtime"],
            "run_env_variables": variables,
            "run_compute_resource_token_enabled": _profiles_enabled(given),
            "given": dict(given),
        }

    def _imaged(self, given: Given) -> dict[str, Any]:
        """Builds an image from the source, and a Knative service of it. Raises FailedError if a real build would fail."""
        value = {flag: found[0] for flag, found in given.items()}
        if (value["--cpu"], value["--memory"]) not in APP_PAIRS:
            raise FailedError("The CPU and memory combination is not supported.")
        if value["--env-from-secret"] not in self.state["secrets"]:
            raise FailedError("The secret does not exist.")
        source = Path(value["--build-source"])
        if value.get("--build-strategy") != "dockerfile" or not (source / "Dockerfile").is_file():
            raise FailedError("Build failed: there is no Dockerfile.")
        left_out = sorted(path.name for path in source.rglob("*.env"))
        if left_out:
            raise FailedError(f"the stand-in takes no settings in an image's source: {left_out}")
        variables = [
            {"name": name, "value": text} for name, _, text in (pair.partition("=") for pair in given.get("--env", ()))
        ]
        least, most = value.get("--min-scale", "0"), value.get("--max-scale", "10")
        return {
            "kind": "Service",
            "metadata": {"name": value["--name"]},
            "spec": {"template": {"spec": {"containers": [{"env": variables}]}}, "scale": [least, most]},
            "status": {
                "conditions": [{"type": "Ready", "status": "True"}],
                "url": "https://" + value["--name"] + ".abc1234.eu-de.codeengine.appdomain.cloud",
            },
            "probes": [*given.get("--probe-live", ()), *given.get("--probe-ready", ())],
            "compute_resource_token": _profiles_enabled(given),
            "given": dict(given),
        }

    def _existing(self, kind: str, given: Given) -> dict[str, Any]:
        if not self.state["selected"]:
            raise FailedError("No project is selected.")
        found = self.state.setdefault(kind, {}).get(given["--name"][0])
        if found is None:
            raise FailedError(f"The resource '{given['--name'][0]}' was not found.")
        assert isinstance(found, dict)
        return found

    def _new(self, kind: str, given: Given, what: dict[str, Any]) -> None:
        if given["--name"][0] in self.state.setdefault(kind, {}):
            raise FailedError(f"The resource '{given['--name'][0]}' already exists.")
        self.state[kind][given["--name"][0]] = what

    def _delete(self, kind: str, given: Given) -> str:
        self._existing(kind, given)
        del self.state[kind][given["--name"][0]]
        return "OK"


def _merged(known: Mapping[str, Any], given: Given) -> Given:
    """An update changes what it names. Of the variables too."""
    before: Given = known["given"]
    variables = dict(pair.split("=", 1) for pair in (*before.get("--env", ()), *given.get("--env", ())))
    switched = any(flag.startswith(_SWITCH) for flag in given)
    kept = {flag: values for flag, values in before.items() if not (switched and flag.startswith(_SWITCH))}
    return {**kept, **given, "--env": [f"{name}={value}" for name, value in variables.items()]}


def _profiles_enabled(given: Given) -> bool:
    return _SWITCH in given or f"{_SWITCH}=true" in given


def _env_file(given: Given) -> dict[str, str]:
    path = Path(given["--from-env-file"][0])
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        raise FailedError("the stand-in takes secrets from a private file only")
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def answer(line: list[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    """Exit code, output and error output of one command line."""
    path = Path(environ["STANDIN_IBMCLOUD"])
    state = json.loads(path.read_text())
    state["lines"].append(line)
    try:
        code, out, error = 0, World(state).run(line) + "\n", ""
    except (UsageError, FailedError) as refused:
        code, out, error = 1, "", f"FAILED\n{refused}\n"
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(state))
    beside.replace(path)  # a reader gets the old file or the new one
    return code, out, error


if __name__ == "__main__":
    sys.exit(run_program(answer))
