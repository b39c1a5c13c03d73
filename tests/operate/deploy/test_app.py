"""The application on Code Engine: a first run, a second one, what changes it, its timer, its end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from operate.bundle import image
from operate.deploy.__main__ import STEPS
from operate.deploy.functions import addresses, expected
from operate.deploy.masking import is_secret
from operate.deploy.timer import AwaitSweep
from tests.operate.conftest import HERE
from tests.operate.deploy.conftest import SECRETS
from tests.operate.deploy.fakes import Answers
from tests.operate.deploy.world import SETTINGS, World, beating, world


@pytest.fixture
def ready(fresh: World) -> World:
    """What the step `bundle` leaves, as far as the other steps look at it; no domain of one's own."""
    build = fresh.folder / "build"
    (build / "app").mkdir()
    shutil.copy(image.APP / "Dockerfile", build / "app")
    (build / "app.made-from").write_text(image._digest(HERE, build))
    del fresh.settings["PUBLIC_URL"]
    return fresh


def _changed(made: World, since: int) -> list[list[str]]:
    lines = made.account["lines"][since:]
    return [line for line in lines if {"create", "update", "delete"} & set(line)]


def test_the_first_run_makes_a_secret_and_one_application(ready: World) -> None:
    ready.step("functions", target="app")
    account = ready.account
    assert account["secrets"] == {"handover-app": ready.settings}
    assert (list(account["apps"]), account["functions"]) == (["handover"], {})
    made = account["apps"]["handover"]
    assert made["spec"]["scale"] == ["1", "10"]
    assert {"path=/health/live", "path=/health/ready", "port=8080"} <= set(made["probes"])
    urls = addresses(ready.job(Answers(), target="app"))
    assert urls["twiml"] == "https://handover.abc1234.eu-de.codeengine.appdomain.cloud/twiml"
    assert "scheduler" not in urls


def test_a_second_run_changes_nothing_and_another_scale_or_setting_updates_it(ready: World) -> None:
    ready.step("functions", target="app")
    since = len(ready.account["lines"])
    assert ready.step("functions", target="app").said == ["  Nothing to do."]
    assert _changed(ready, since) == []
    ready.step("functions", target="app", min_scale=0)
    assert ready.account["apps"]["handover"]["spec"]["scale"] == ["0", "10"]
    ready.settings["WATSON_URL"] = "https://watson.example.org"
    since = len(ready.account["lines"])
    ready.step("functions", target="app", min_scale=0)
    assert [line[1:3] for line in _changed(ready, since)] == [["secret", "update"], ["app", "update"]]


def test_a_revision_that_is_not_ready_is_deployed_again(ready: World) -> None:
    ready.step("functions", target="app")
    apps = ready.account["apps"]
    apps["handover"]["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    ready.change_account(apps=apps)
    since = len(ready.account["lines"])
    ready.step("functions", target="app")
    assert [line[1:3] for line in _changed(ready, since)] == [["secret", "update"], ["app", "update"]]


def test_a_plan_changes_nothing_and_knows_no_address_yet(ready: World) -> None:
    ready.change_account(projects=[], selected="")
    said = "\n".join(ready.step("functions", target="app", plan=True).said)
    assert "would create the application handover" in said
    assert "ibmcloud ce app create --name handover" in said
    assert (ready.account["apps"], ready.account["secrets"]) == ({}, {})
    assert expected(ready.job(Answers(), target="app", plan=True))["webhook"] == "https://handover.example.org/webhook"


def test_the_timer_reaches_the_scheduler_at_its_path(ready: World) -> None:
    ready.step("functions", target="app")
    ready.step("bucket", target="app")
    ready.sweep()
    console = Answers()
    job = ready.job(console, target="app")
    from operate.deploy import timer

    for change in timer.changes(job):
        if not isinstance(change, AwaitSweep):
            change.do(job)
    (cron,) = ready.account["crons"].values()
    assert (cron["--destination"], cron["--destination-type"]) == ("handover", "app")
    assert (cron["--path"], cron["--schedule"]) == ("/scheduler", "* * * * *")
    assert timer.changes(job) == [] or all(isinstance(change, AwaitSweep) for change in timer.changes(job))


def test_removing_it_leaves_the_functions_beside_it(ready: World) -> None:
    ready.step("functions")
    ready.step("functions", target="app")
    ready.step("functions", target="app", remove=True)
    account = ready.account
    assert (account["apps"], list(account["secrets"])) == ({}, ["handover"])
    assert len(account["functions"]) == 6
    ready.step("functions", target="app")
    ready.step("functions", remove=True)
    assert (list(ready.account["apps"]), list(ready.account["secrets"])) == (["handover"], ["handover-app"])


def test_another_project_that_is_selected_is_no_source_of_addresses(ready: World) -> None:
    ready.step("functions", target="app")
    ready.change_account(projects=["handover", "handover-test"], selected="handover-test")
    for step in ("number", "smoke"):
        assert "The project is not selected: ibmcloud ce project select --name handover." in ready.problem(
            step, target="app", yes=True
        )


@pytest.mark.parametrize("target", ["code-engine", "app"])
def test_a_timer_is_neither_made_nor_deleted_in_another_project_that_is_selected(ready: World, target: str) -> None:
    ready.change_account(
        projects=["handover", "handover-test"],
        selected="handover-test",
        crons={"handover-scheduler": {}, "handover-app": {}},
    )
    for remove in (True, False):
        assert "The project is not selected" in ready.problem("timer", target=target, remove=remove)
    assert len(ready.account["crons"]) == 2


def test_without_the_images_folder_the_step_names_the_one_before(ready: World) -> None:
    (ready.folder / "build" / "app.made-from").unlink()
    assert "./deploy.sh app --only bundle builds it" in ready.problem("functions", target="app")


def test_the_summary_prices_both_scales(ready: World) -> None:
    ready.step("functions", target="app")
    always = "\n".join(ready.step("summary", target="app").said)
    assert "1 that always runs: 648,000 vCPU-seconds and 2,592,000 GB-seconds" in always
    asleep = "\n".join(ready.step("summary", target="app", min_scale=0).said)
    assert "at most 648,000 vCPU-seconds" in asleep


def test_nothing_of_the_operators_is_in_the_images_source() -> None:
    copied = [line.split()[1:-1] for line in (image.APP / "Dockerfile").read_text().splitlines() if "COPY" in line]
    assert copied == [["bundle/", "server/"]]
    assert Path(image.APP / "requirements.txt").read_text().count("==") == 7


@pytest.mark.slow
def test_the_script_from_an_empty_account_to_a_running_application_and_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """One long test: each part continues from the one before."""
    with world(tmp_path_factory.mktemp("operator"), {**SETTINGS, **SECRETS}, clone=True) as made:
        planned = _said(made, "--plan", "--min-scale", "0")
        assert "would write the image's folder" in planned
        assert "ibmcloud ce app create --name handover" in planned
        assert "--min-scale 0" in planned
        assert "would create the cron handover-app" in planned
        assert made.account["apps"] == {}

        with beating(made):
            first = _said(made, "--yes")
        assert "Done." in first
        assert "send twiml a valid request\n    200" in first
        assert (list(made.account["apps"]), made.account["functions"]) == (["handover"], {})
        assert made.account["secrets"] == {"handover-app": made.settings}
        assert made.account["crons"]["handover-app"]["--path"] == "/scheduler"
        public = made.settings["PUBLIC_URL"]
        assert made.twilio.voice_url == public.replace("{action}", "twiml") + "?step=inbound"

        since, writes, updates = len(made.account["lines"]), len(made.watson.writes), made.twilio.updates
        second = _said(made, "--yes")
        assert _changed(made, since) == []
        assert (len(made.watson.writes), made.twilio.updates) == (writes, updates)
        assert second.count("Nothing to do.") == len(STEPS) - len({"smoke", "call-me"})

        removed = _said(made, "--remove")
        account = made.account
        assert (account["apps"], account["secrets"], account["crons"]) == ({}, {}, {})
        assert account["projects"] == ["handover"]
        assert "its data stay" in removed
        assert "desk.json" in made.objects()
        assert not [path for path in made.folder.glob("tmp*") if path.is_dir()], "the folder for secrets is left"


def _said(made: World, *arguments: str) -> str:
    """Returns what the script printed. It must succeed, print no secret, and need no terminal."""
    answer = made.deploy("app", *arguments)
    printed = answer.stdout + answer.stderr
    for name, value in made.settings.items():
        assert not is_secret(name) or value not in printed, f"{name} was printed"
    assert "\x1b" not in printed
    assert answer.returncode == 0, printed
    return printed
