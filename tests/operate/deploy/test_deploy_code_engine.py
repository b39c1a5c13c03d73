"""./deploy.sh to Code Engine, from an empty account: first run, second run, plan, removal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from operate import actions
from operate.deploy.masking import is_secret
from tests.operate.deploy.conftest import SECRETS
from tests.operate.deploy.world import DESK, SETTINGS, World, beating, world

pytestmark = [pytest.mark.slow, pytest.mark.long]  # builds the bundle, runs deploy.sh four times


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("operator"), {**SETTINGS, **SECRETS}, clone=True) as made:
        yield made


def _said(made: World, *arguments: str) -> str:
    """Returns what the script printed. It must succeed and print no secret."""
    answer = made.deploy(*arguments)
    printed = answer.stdout + answer.stderr
    for name, value in made.settings.items():
        assert not is_secret(name) or value not in printed, f"{name} was printed"
    assert answer.returncode == 0, printed
    return printed


def test_from_an_empty_account_to_a_running_desk_and_back(deployed: World) -> None:
    """One long test: each part continues from the one before."""
    planned = _said(deployed, "--plan")
    account = deployed.account
    assert (account["projects"], account["secrets"], account["functions"]) == ([], {}, {})
    assert deployed.watson.writes == []
    assert deployed.twilio.updates == 0
    assert "would create the project handover" in planned
    assert "ibmcloud ce fn create --name handover-webhook" in planned
    assert "nothing was changed" in planned

    with beating(deployed):
        first = _said(deployed, "--yes")
    assert "Done." in first
    account = deployed.account
    assert set(account["functions"]) == {f"handover-{action}" for action in actions.names()}
    assert account["secrets"]["handover"] == deployed.settings
    assert account["crons"]["handover-scheduler"]["--schedule"] == "* * * * *"
    assert json.loads(deployed.objects()["desk.json"]) == DESK
    assert "v1/proof/conditional-writes.json" in deployed.objects()
    (skill,) = deployed.watson.skills.values()
    public = deployed.settings["PUBLIC_URL"]
    assert skill["webhooks"][0]["url"] == public.replace("{action}", "webhook")
    assert deployed.twilio.voice_url == public.replace("{action}", "twiml") + "?step=inbound"
    assert "send twiml a valid request\n    200" in first
    assert public.replace("{action}", "transcript") in first

    writes, updates, lines = len(deployed.watson.writes), deployed.twilio.updates, len(account["lines"])
    second = _said(deployed, "--yes")
    changing = [
        line for line in deployed.account["lines"][lines:] if set(line) & {"create", "update", "delete", "select"}
    ]
    assert changing == []
    assert (len(deployed.watson.writes), deployed.twilio.updates) == (writes, updates)
    assert second.count("Nothing to do.") == len(
        ("check", "bundle", "bucket", "desk", "project", "functions", "timer", "skill", "number", "account", "summary")
    )

    removed = _said(deployed, "--remove")
    account = deployed.account
    assert (account["functions"], account["secrets"], account["crons"]) == ({}, {}, {})
    assert "its data stay" in removed
    assert "desk.json" in deployed.objects()
    assert "still go to the action twiml, which will no longer answer" in removed
    (skill,) = deployed.watson.skills.values()
    assert deployed.settings["WEBHOOK_SECRET"] not in json.dumps(skill)
    assert len(skill["dialog_nodes"]) > 1

    for line in account["lines"]:
        for name, value in deployed.settings.items():
            assert not is_secret(name) or value not in " ".join(line), f"{name} was on a command line"
    assert _files_with(deployed.folder, deployed.settings["WEBHOOK_SECRET"]) == ["settings.env"]


def _files_with(folder: Path, secret: str) -> list[str]:
    """Files that hold a secret. Where the account keeps its own is not a file of the operator's."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        and path.name != "account.json"
        and "dependencies" not in path.parts
        and secret.encode() in path.read_bytes()
    ]
