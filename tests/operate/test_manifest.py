"""manifest.yml has only what wskdeploy's strict parser accepts, and exactly the bundle's actions."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from handover import settings
from operate import actions
from operate.bundle.build import ROOT

MANIFEST = ROOT / "manifest.yml"

# Keys by level, as in wskdeploy's parsers/yamlparser.go; the deprecated ones are left out.
TOP = {"project", "packages"}
PACKAGE = {
    *("name", "version", "license", "public", "repositories", "dependencies", "namespace", "credential", "apiHost"),
    *(
        "apigwAccessToken",
        "actions",
        "triggers",
        "feeds",
        "rules",
        "inputs",
        "sequences",
        "description",
        "annotations",
        "apis",
    ),
}
ACTION = {
    *(
        "version",
        "function",
        "code",
        "runtime",
        "namespace",
        "credential",
        "exposedUrl",
        "web",
        "web-export",
        "main",
        "docker",
    ),
    *("native", "conductor", "limits", "inputs", "outputs", "description", "annotations", "include", "exclude"),
}
LIMITS = {"timeout": (100, 300_000), "memorySize": (128, 512), "logSize": (0, 10)}
INPUT = {"type", "description", "value", "required", "default", "status", "schema"}
TYPES = {"string", "integer", "float", "boolean", "json", "slice"}
TRIGGER = {"feed", "inputs", "namespace", "credential", "description", "annotations"}
RULE = {"trigger", "action", "rule", "description", "annotations"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture(scope="module")
def package(manifest: dict[str, Any]) -> dict[str, Any]:
    found = manifest["packages"]["handover"]
    assert isinstance(found, dict)
    return found


def test_there_is_no_key_that_the_strict_parser_refuses(manifest: dict[str, Any], package: dict[str, Any]) -> None:
    assert set(manifest) <= TOP
    assert set(package) <= PACKAGE
    for action in package["actions"].values():
        assert set(action) <= ACTION
        assert set(action["limits"]) <= set(LIMITS)
    for trigger in package["triggers"].values():
        assert set(trigger) <= TRIGGER
    for rule in package["rules"].values():
        assert set(rule) <= RULE


def test_every_action_is_an_action_by_its_own_name_and_nothing_else_is(package: dict[str, Any]) -> None:
    assert {name: action["main"] for name, action in package["actions"].items()} == {
        name: name for name in actions.names()
    }


def test_actions_on_the_web_are_raw_and_the_clocks_is_not_on_the_web(package: dict[str, Any]) -> None:
    raw = {name for name, action in package["actions"].items() if action["web"] == "raw"}
    assert raw == set(actions.on_the_web())
    assert {action["web"] for name, action in package["actions"].items() if name not in raw} == {False}


def test_every_action_is_the_zip_with_a_named_runtime_within_the_hosts_limits(package: dict[str, Any]) -> None:
    for action in package["actions"].values():
        assert (action["function"], action["runtime"]) == ("build/handover.zip", "python:3.11")
        for name, value in action["limits"].items():
            least, most = LIMITS[name]
            assert least <= value <= most


def test_settings_are_inputs_in_the_long_form_from_the_environment(package: dict[str, Any]) -> None:
    for name, given in package["inputs"].items():
        assert set(given) <= INPUT
        assert given["type"] in TYPES
        assert given["value"] == f"${name}"
        assert given["required"] is (name in settings.REQUIRED)


def test_the_clock_calls_the_scheduler(package: dict[str, Any]) -> None:
    (trigger,) = package["triggers"]
    (rule,) = package["rules"].values()
    assert rule == {"trigger": trigger, "action": "scheduler"}
    assert package["triggers"][trigger]["feed"] == "/whisk.system/alarms/alarm"
    assert re.fullmatch(r"\S+( \S+){4}", package["triggers"][trigger]["inputs"]["cron"])


def test_wskdeploy_itself_takes_the_file(tmp_path: Path) -> None:
    """Runs only where the real tool is installed, which CI cannot do: it comes from no package registry. There the tests
    above and the stand-in (standins/wskdeploy.py) hold its rules. Without a host it stops after the strict parser."""
    tool = shutil.which("wskdeploy")
    if tool is None:
        pytest.skip("wskdeploy is not on the PATH")
    command = [tool, "--preview", "-m", str(MANIFEST), "--apihost", "http://127.0.0.1:9", "-u", "guest:guest"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "unmarshal" not in answer.stdout + answer.stderr
