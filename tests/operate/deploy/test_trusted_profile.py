"""Without a storage credential the deployed actions use a trusted profile, and the script the operator's own login."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from handover.services.storage import StorageError
from operate import actions, settings_file
from operate.bundle import image
from operate.deploy import storage
from operate.errors import ProblemsError
from tests.operate.conftest import HERE
from tests.operate.deploy.fakes import Answers
from tests.operate.deploy.world import World

CRN = "crn:v1:bluemix:public:cloud-object-storage:global:a/0:1::"
KEY = "the-api-key-of-the-credential"
FLAG = "--trusted-profiles-enabled"
#: The target, the kind of what is deployed on it, and its secret.
TARGETS = [("code-engine", "functions", "handover"), ("app", "apps", "handover-app")]


@pytest.fixture
def keyless(fresh: World) -> World:
    """An operator who leaves the key empty. Storage takes the token of their login only."""
    for name in ("COS_HMAC_ACCESS_KEY_ID", "COS_HMAC_SECRET_ACCESS_KEY"):
        del fresh.settings[name]
    fresh.settings["COS_INSTANCE_CRN"] = CRN
    fresh.bucket.accepts = lambda authorization: authorization == f"Bearer {fresh.account['token']}"
    fresh.change_account(profiles=["handover"])
    build = fresh.folder / "build"
    (build / "app").mkdir()
    shutil.copy(image.APP / "Dockerfile", build / "app")
    (build / "app.made-from").write_text(image._digest(HERE, build))
    return fresh


def enabled(made: World, kind: str) -> set[bool]:
    """Returns whether trusted profiles are enabled for what is deployed."""
    found: list[dict[str, Any]] = list(made.account[kind].values())
    return {
        bool(each.get("run_compute_resource_token_enabled") or each.get("compute_resource_token")) for each in found
    }


def changed(made: World, since: int) -> list[list[str]]:
    lines = made.account["lines"][since:]
    return [line[1:] for line in lines if {"create", "update", "delete"} & set(line)]


class TestTheCheck:
    def test_it_says_what_an_empty_key_chooses(self, keyless: World) -> None:
        told, nothing_to_do = keyless.step("check").said
        assert told.startswith("  COS_API_KEY is empty: the actions reach storage by the trusted profile handover")
        assert "Nobody has confirmed yet that this works" in told
        assert nothing_to_do == "  Nothing to do."

    def test_a_profile_that_is_not_there_is_named(self, keyless: World) -> None:
        keyless.settings["COS_TRUSTED_PROFILE"] = "handover-test"
        assert keyless.problem("check").startswith("There is no trusted profile handover-test")

    def test_who_may_not_look_at_profiles_can_go_on(self, keyless: World) -> None:
        keyless.change_account(fail={"iam trusted-profile": "You are not authorized to access this resource."})
        assert keyless.step("check").said[-1] == "  Nothing to do."

    def test_an_older_plug_in_is_too_old_for_a_profile_only(self, keyless: World) -> None:
        keyless.change_account(plugin=[1, 51, 9])
        assert "1.51.9 is too old; 1.52.0 or newer is needed for a trusted profile" in keyless.problem("check")
        keyless.settings["COS_API_KEY"] = KEY
        assert keyless.step("check").said == ["  Nothing to do."]

    def test_buckets_need_their_instance(self, keyless: World) -> None:
        del keyless.settings["COS_INSTANCE_CRN"]
        assert keyless.problem("check").startswith("COS_INSTANCE_CRN is missing")

    def test_a_profile_beside_a_key_has_no_effect_and_that_is_said(self, keyless: World) -> None:
        keyless.settings |= {"COS_API_KEY": KEY, "COS_TRUSTED_PROFILE": "handover"}
        assert keyless.step("check").said[0].startswith("  COS_TRUSTED_PROFILE has no effect")

    def test_on_openwhisk_a_key_is_needed(self, keyless: World) -> None:
        keyless.write()
        path = keyless.folder / "settings.env"
        assert settings_file.read(path) == keyless.settings
        with pytest.raises(ProblemsError, match="COS_API_KEY, or both COS_HMAC_ settings, are missing"):
            settings_file.read(path, {})


class TestTheBucket:
    def test_it_is_set_up_by_the_operators_login(self, keyless: World) -> None:
        assert "  create the bucket" in keyless.step("bucket").said[0]
        assert "v1/proof/conditional-writes.json" in keyless.objects()
        assert keyless.step("bucket").said == ["  Nothing to do."]
        assert storage.storage(keyless.job(Answers())).last_sweep() is None

    def test_without_a_login_it_is_said_what_to_do(self, keyless: World) -> None:
        keyless.change_account(user="")
        said = "COS_API_KEY is empty, so your own IBM Cloud login is used, and there is none: ibmcloud login"
        assert keyless.problem("bucket").startswith(said)
        with pytest.raises(StorageError, match=said):
            storage.storage(keyless.job(Answers())).last_sweep()

    def test_without_ibmcloud_it_is_said_what_to_do(self, keyless: World) -> None:
        (keyless.folder / "bin" / "ibmcloud").unlink()
        assert "and ibmcloud is not installed" in keyless.problem("bucket")


def test_a_scheduler_that_does_not_run_may_have_no_way_to_storage(keyless: World) -> None:
    keyless.step("bucket")
    keyless.step("functions")
    assert "by its trusted profile: docs/operations.md#a-trusted-profile-instead-of-a-key" in keyless.problem("timer")


@pytest.mark.parametrize(("target", "kind", "secret"), TARGETS)
class TestTheActions:
    def test_a_first_run_enables_profiles_and_has_no_key(
        self, keyless: World, target: str, kind: str, secret: str
    ) -> None:
        keyless.step("functions", target=target)
        assert enabled(keyless, kind) == {True}
        assert "COS_API_KEY" not in keyless.account["secrets"][secret]
        assert keyless.step("functions", target=target).said == ["  Nothing to do."]

    def test_with_a_key_the_flag_is_not_named(self, keyless: World, target: str, kind: str, secret: str) -> None:
        keyless.settings["COS_API_KEY"] = KEY
        keyless.step("functions", target=target)
        assert enabled(keyless, kind) == {False}
        assert FLAG not in str(keyless.account["lines"])
        assert keyless.account["secrets"][secret]["COS_API_KEY"] == KEY

    def test_a_move_takes_the_key_away_when_all_can_do_without(
        self, keyless: World, target: str, kind: str, secret: str
    ) -> None:
        keyless.settings["COS_API_KEY"] = KEY
        keyless.step("functions", target=target)
        del keyless.settings["COS_API_KEY"]
        since = len(keyless.account["lines"])
        keyless.step("functions", target=target)
        lines = changed(keyless, since)
        count = len(keyless.account[kind])
        assert [f"{FLAG}=true" in line for line in lines] == [True] * count + [False] * (count + 1)
        assert lines[count][:2] == ["secret", "update"]
        assert not any("--build-source" in line for line in lines[count + 1 :])
        assert KEY not in str(keyless.account["secrets"])
        assert enabled(keyless, kind) == {True}
        assert keyless.step("functions", target=target).said == ["  Nothing to do."]

    def test_a_move_that_broke_off_keeps_the_key_until_it_is_done(
        self, keyless: World, target: str, kind: str, secret: str
    ) -> None:
        keyless.settings["COS_API_KEY"] = KEY
        keyless.step("functions", target=target)
        del keyless.settings["COS_API_KEY"]
        last = f"fn update --name handover-{actions.names()[-1]}" if kind == "functions" else "app update"
        keyless.change_account(fail={f"ce {last}": "Build failed."})
        assert "Build failed." in keyless.problem("functions", target=target)
        assert keyless.account["secrets"][secret]["COS_API_KEY"] == KEY
        keyless.step("functions", target=target)
        assert enabled(keyless, kind) == {True}
        assert KEY not in str(keyless.account["secrets"])
        assert keyless.step("functions", target=target).said == ["  Nothing to do."]

    def test_the_way_back_brings_the_key_first_and_switches_profiles_off(
        self, keyless: World, target: str, kind: str, secret: str
    ) -> None:
        keyless.step("functions", target=target)
        keyless.settings["COS_API_KEY"] = KEY
        since = len(keyless.account["lines"])
        keyless.step("functions", target=target)
        lines = changed(keyless, since)
        assert lines[0][:2] == ["secret", "update"]
        assert all(f"{FLAG}=false" in line for line in lines[1:])
        assert keyless.account["secrets"][secret]["COS_API_KEY"] == KEY
        assert enabled(keyless, kind) == {False}
        assert keyless.step("functions", target=target).said == ["  Nothing to do."]


def test_settings_that_cannot_be_read_choose_no_profile(keyless: World) -> None:
    keyless.settings.clear()
    assert keyless.job(Answers()).by_trusted_profile is False
