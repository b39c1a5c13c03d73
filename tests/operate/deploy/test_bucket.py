"""Steps `bucket` and `desk`, against a real S3 server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handover.core.desk.config import Retention
from handover.services.storage import keys
from operate.deploy import bucket, storage
from operate.deploy.expiry import kept_days
from sandbox.bucket import StorageFault
from tests.operate.deploy.fakes import Answers
from tests.operate.deploy.world import DESK, World

pytestmark = pytest.mark.slow

KEPT = kept_days(Retention())


def _client(made: World) -> Any:
    return storage.client(made.job(Answers()))


def test_a_bucket_is_created_private_with_expiry_and_checked(fresh: World) -> None:
    fresh.step("bucket")
    name = fresh.settings["COS_BUCKET"]
    rules = _client(fresh).get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert {rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in rules} == KEPT
    closed = _client(fresh).get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert closed["BlockPublicAcls"] is True
    assert closed["IgnorePublicAcls"] is True
    assert json.loads(fresh.objects()["v1/proof/conditional-writes.json"]) == {"proven": True}


def test_every_kept_thing_of_a_person_expires(fresh: World) -> None:
    """desk.json, its copy, the last sweep and the proof hold nothing of a customer."""
    for prefix in (
        "v1/turn/",
        "v1/voicemail/",
        "v1/recording/",
        "v1/day/",
        "v1/leg/",
        "v1/session/",
        "v1/number/",
        "v1/live/",
        "v1/switch/live/",
        "v1/row/",
    ):
        assert KEPT[prefix] <= 90


def test_who_is_signed_in_is_forgotten_soon_and_what_is_switched_on_stays() -> None:
    assert {KEPT[prefix] for prefix in ("v1/seat/", "v1/code/", "v1/ask/")} == {1}
    assert not [prefix for prefix in KEPT if keys.SWITCHES.startswith(prefix)]


def test_rows_go_with_the_handovers_they_are_made_of() -> None:
    assert kept_days(Retention(handover_days=365))["v1/row/"] == 365


def test_consent_receipts_stay_longer_than_handovers_and_the_list_of_numbers_not_to_call_stays() -> None:
    assert (KEPT["v1/consent/"], KEPT["v1/receipt/"]) == (1825, 90)
    assert kept_days(Retention(consent_days=365))["v1/consent/"] == 365
    assert not [prefix for prefix in KEPT if "v1/do-not-call/".startswith(prefix)]


def test_the_desk_says_how_long_things_are_kept(with_bucket: World) -> None:
    desk = {**DESK, "retention": {"chat_days": 14, "handover_days": 365}}
    (with_bucket.folder / "desk.json").write_text(json.dumps(desk))
    (said,) = with_bucket.step("bucket").said
    assert "v1/turn/ 14 days" in said
    assert "v1/day/ 365 days" in said
    assert with_bucket.step("bucket").said == ["  Nothing to do."]


def test_a_second_run_changes_nothing(with_bucket: World) -> None:
    assert with_bucket.step("bucket").said == ["  Nothing to do."]


def test_changed_expiry_rules_are_restored(with_bucket: World) -> None:
    rule = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": "v1/turn/"}, "Expiration": {"Days": 3650}}
    name = with_bucket.settings["COS_BUCKET"]
    _client(with_bucket).put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    (said,) = with_bucket.step("bucket").said
    assert said.startswith("  let objects expire: v1/turn/ 30 days")


def test_a_plan_touches_nothing(fresh: World) -> None:
    said = fresh.step("bucket", plan=True).said
    assert said[0] == f"  would create the bucket {fresh.settings['COS_BUCKET']}"
    assert len(said) == 4
    assert fresh.problem("desk").startswith("The bucket cannot be read")


def test_a_credential_without_rights_is_reported_with_the_role_it_needs(fresh: World) -> None:
    fresh.bucket.faults.add(StorageFault(status=403), times=None)
    assert "it needs the role Manager on the storage instance" in fresh.problem("bucket")


def test_storage_that_is_away_is_reported_with_what_to_check(fresh: World) -> None:
    fresh.bucket.stop()
    assert "check COS_ENDPOINT and the storage credential" in fresh.problem("bucket")


def test_storage_without_conditional_writes_stops_the_deploy(fresh: World) -> None:
    fresh.bucket.faults.add(StorageFault(overwrites=True), times=None)
    assert "does not honour If-None-Match" in fresh.problem("bucket")


@pytest.mark.parametrize("status", [501, 500])
def test_a_server_that_answers_a_conditional_write_with_an_error_is_named_as_one_without(
    fresh: World, status: int
) -> None:
    fresh.bucket.faults.add(StorageFault(status=status), lambda _, key: key == keys.PROOF, times=None)
    assert "does not honour If-None-Match" in fresh.problem("bucket")


def test_a_server_without_blocks_and_expiry_is_set_up_all_the_same(fresh: World) -> None:
    storage.client(fresh.job(Answers())).create_bucket(Bucket=fresh.settings["COS_BUCKET"])
    fresh.bucket.faults.add(StorageFault(status=501), lambda method, key: method == "PUT" and not key, times=None)
    said = "\n".join(fresh.step("bucket").said)
    assert "This storage server has no block of public access: make sure yourself" in said
    assert "This storage server has no expiry of objects: delete what is older" in said


def test_a_block_that_makes_the_server_refuse_writes_is_taken_back(fresh: World) -> None:
    blocked: list[str] = []

    def refused(method: str, key: str) -> bool:
        """Ceph RGW 16: no write after PublicAccessBlock."""
        if not key:
            blocked.append(method)
        return key == bucket.PROBE and method == "PUT" and "DELETE" not in blocked

    fresh.bucket.faults.add(StorageFault(status=403), refused, times=None)
    assert "The block was taken back" in "\n".join(fresh.step("bucket").said)
    assert keys.PROOF in fresh.objects()


def test_a_write_that_fails_otherwise_takes_no_block_back(fresh: World) -> None:
    fresh.bucket.faults.add(
        StorageFault(status=503), lambda method, key: method == "PUT" and key == bucket.PROBE, times=2
    )
    assert "Object storage reported an error" in fresh.problem("bucket")
    name = fresh.settings["COS_BUCKET"]
    assert _client(fresh).get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]["BlockPublicAcls"]


def test_the_desk_is_uploaded_once_and_again_when_it_changed(with_bucket: World) -> None:
    with_bucket.step("desk")
    assert json.loads(with_bucket.objects()["desk.json"]) == DESK
    assert with_bucket.step("desk").said == ["  Nothing to do."]
    (with_bucket.folder / "desk.json").write_text(json.dumps({**DESK, "paused": True}))
    with_bucket.step("desk")
    assert json.loads(with_bucket.objects()["desk.json"])["paused"] is True


def test_without_a_file_the_desk_in_the_bucket_stays(with_bucket: World) -> None:
    with_bucket.step("desk")
    (with_bucket.folder / "desk.json").unlink()
    assert "stays in force" in with_bucket.step("desk").said[0]


def test_without_any_desk_the_operator_is_reported_where_to_begin(with_bucket: World) -> None:
    (with_bucket.folder / "desk.json").unlink()
    assert "copy desk.example.json there" in with_bucket.problem("desk")


def test_data_is_deleted_only_when_the_buckets_name_is_typed(with_bucket: World) -> None:
    with_bucket.step("desk")
    for answer in ("", "y", "yes"):
        with_bucket.step("bucket", answer=answer, remove=True, yes=True)
        assert "desk.json" in with_bucket.objects()
    with_bucket.step("bucket", answer=with_bucket.settings["COS_BUCKET"], remove=True)
    assert with_bucket.step("bucket", remove=True).said == ["  Nothing to do."]


def test_a_direct_address_is_reached_by_its_public_one_from_here(fresh: World) -> None:
    fresh.settings["COS_ENDPOINT"] = "https://s3.direct.eu-de.cloud-object-storage.appdomain.cloud"
    reached = storage.from_here(fresh.job(Answers())).cos_endpoint
    assert reached == "https://s3.eu-de.cloud-object-storage.appdomain.cloud"


def test_a_numbers_calls_are_kept_as_long_as_its_handovers() -> None:
    assert KEPT["v1/number/"] == 90
    assert kept_days(Retention(handover_days=3))["v1/number/"] == 8, "the quotas need them for longer"


def test_the_words_of_a_chat_that_a_search_finds_go_with_the_chat() -> None:
    assert kept_days(Retention(chat_days=14))["v1/said/"] == 14
