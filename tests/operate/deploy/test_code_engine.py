"""Functions on Code Engine: a first run, an interrupted run, a changed setting, and the platform's errors."""

from __future__ import annotations

import pytest

from operate import actions
from tests.operate.deploy.world import World

ALL = {f"handover-{action}" for action in actions.names()}


def _changed(made: World, since: int) -> list[str]:
    """The command lines since then that change something, without their values."""
    lines = made.account["lines"][since:]
    return [" ".join(line[1:5]) for line in lines if {"create", "update", "delete"} & set(line)]


def test_the_first_run_makes_a_secret_and_a_function_for_each_action(fresh: World) -> None:
    fresh.step("functions")
    account = fresh.account
    assert set(account["functions"]) == ALL
    assert account["secrets"]["handover"] == fresh.settings
    assert {name: made["code_main"] for name, made in account["functions"].items()} == {
        f"handover-{action}": action for action in actions.names()
    }


def test_a_second_run_changes_nothing(fresh: World) -> None:
    fresh.step("functions")
    since = len(fresh.account["lines"])
    assert fresh.step("functions").said == ["  Nothing to do."]
    assert _changed(fresh, since) == []


def test_a_changed_setting_reaches_every_function_and_an_unset_one_is_emptied(fresh: World) -> None:
    fresh.settings["WEBHOOK_SECRET_PREVIOUS"] = "an older secret, 32 bytes or more"
    fresh.step("functions")
    del fresh.settings["WEBHOOK_SECRET_PREVIOUS"]
    since = len(fresh.account["lines"])
    fresh.step("functions")
    assert len(_changed(fresh, since)) == 1 + len(ALL)
    assert fresh.account["secrets"]["handover"]["WEBHOOK_SECRET_PREVIOUS"] == ""


def test_a_run_that_broke_off_goes_on_where_it_stopped(fresh: World) -> None:
    action = actions.names()[2]
    fresh.change_account(fail={f"ce fn create --name handover-{action}": "Build failed: the builder was evicted."})
    assert "Build failed: the builder was evicted." in fresh.problem("functions")
    assert len(fresh.account["functions"]) == 2
    since = len(fresh.account["lines"])
    fresh.step("functions")
    assert set(fresh.account["functions"]) == ALL
    assert _changed(fresh, since) == ["secret update --name handover"] + [
        f"fn create --name handover-{action}" for action in actions.names()[2:]
    ]


def test_a_function_that_is_not_ready_is_deployed_again(fresh: World) -> None:
    fresh.step("functions")
    functions = fresh.account["functions"]
    functions["handover-status"]["status"] = "failed"
    fresh.change_account(functions=functions)
    since = len(fresh.account["lines"])
    fresh.step("functions")
    assert _changed(fresh, since) == ["secret update --name handover", "fn update --name handover-status"]


def test_a_full_project_is_reported_with_the_remedy(fresh: World) -> None:
    fresh.change_account(functions={f"other-{n}": {} for n in range(20)})
    told = fresh.problem("functions")
    assert told.startswith(
        "`ibmcloud ce fn create` failed. A quota is used up (20 functions and 250 instances per project)"
    )


def test_a_name_that_is_taken_is_reported_with_the_remedy(fresh: World) -> None:
    fresh.change_account(fail={"ce fn create": "An application with the name 'handover-scheduler' already exists."})
    assert "Something else has this name" in fresh.problem("functions")


def test_a_login_that_expires_on_the_way_is_reported_with_the_remedy(fresh: World) -> None:
    fresh.change_account(fail={"ce secret create": "Your session has expired. Log in again."})
    assert "The login is missing or has expired: ibmcloud login" in fresh.problem("functions")


def test_a_tools_words_are_reported_without_the_secrets_they_quote(fresh: World) -> None:
    secret = fresh.settings["WEBHOOK_SECRET"]
    fresh.change_account(fail={"ce secret create": f"cannot parse the line WEBHOOK_SECRET={secret}"})
    assert "WEBHOOK_SECRET=<WEBHOOK_SECRET>" in fresh.problem("functions")


def test_no_file_with_secrets_is_left_after_a_failure(fresh: World) -> None:
    fresh.change_account(fail={"ce secret create": "no"})
    fresh.problem("functions")
    left = [path.name for path in fresh.folder.glob("*.env")]
    assert left == ["settings.env"]


def test_the_project_is_selected_if_it_is_there_and_else_created(fresh: World) -> None:
    fresh.change_account(selected="another")
    fresh.step("project")
    assert fresh.account["selected"] == "handover"
    fresh.step("project", project="desk-two")
    assert fresh.account["projects"] == ["handover", "desk-two"]


def test_functions_are_never_put_into_a_project_that_is_not_ours(fresh: World) -> None:
    fresh.change_account(selected="another")
    assert "The project is not selected" in fresh.problem("functions")


@pytest.mark.parametrize(
    "other",
    [{"--schedule": "* * * * */2"}, {"--schedule": "1-59 * * * *"}, {"--destination": "handover-scheduler-old"}],
)
def test_a_cron_that_only_resembles_ours_is_put_right(with_bucket: World, other: dict[str, str]) -> None:
    with_bucket.step("functions")
    cron = {"--name": "handover-scheduler", "--destination": "handover-scheduler", "--schedule": "* * * * *"}
    with_bucket.change_account(crons={"handover-scheduler": {**cron, **other}})
    planned = with_bucket.step("timer", plan=True)
    assert "  would update the cron handover-scheduler: every minute" in planned.said


def test_a_cron_of_another_schedule_is_put_right_and_a_right_one_left_alone(with_bucket: World) -> None:
    with_bucket.step("functions")
    cron = {"--name": "handover-scheduler", "--destination": "handover-scheduler", "--schedule": "*/5 * * * *"}
    with_bucket.change_account(crons={"handover-scheduler": cron})
    planned = with_bucket.step("timer", plan=True)
    assert "  would update the cron handover-scheduler: every minute" in planned.said
    with_bucket.change_account(crons={"handover-scheduler": {**cron, "--schedule": "* * * * *"}})
    with_bucket.sweep()
    assert with_bucket.step("timer").said == ["  Nothing to do."]


def test_a_scheduler_that_does_not_run_is_reported_after_four_minutes(with_bucket: World) -> None:
    with_bucket.step("functions")
    assert "has not run for 4 minutes" in with_bucket.problem("timer")
