"""Step `bucket`: the bucket exists, is not public, forgets in time, and honours conditional writes.

Without the last there is no safe way to call a customer only once, so deploying stops there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handover.core.desk import config
from handover.core.desk.config import DeskError, Retention
from handover.services.storage import StorageError, keys
from operate import desk_file
from operate.deploy import storage
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.errors import OperatorError

#: Counters of calls are needed for a day.
_COUNTERS = 8
#: A session of the dashboard lasts twelve hours, a sign-in code ten minutes: a day is the least that a rule can say.
_SIGNED_IN = 1

_CLOSED = {"BlockPublicAcls": True, "IgnorePublicAcls": True}


@dataclass(frozen=True)
class Operation:
    """One call of the S3 client."""

    says: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def do(self, job: Job) -> None:
        try:
            getattr(storage.client(job)(), self.name)(Bucket=job.settings["COS_BUCKET"], **self.arguments)
        except (
            Exception
        ) as error:  # the SDK raises its own errors, its HTTP library's, and TypeErrors for odd credentials
            if self.name == "create_bucket" and _code(error) == "BucketAlreadyOwnedByYou":
                return  # it took longer than the client waits, and was asked for twice
            raise _told(job, error) from None


@dataclass(frozen=True)
class Proof:
    """See the second of two conditional writes fail, and note it in the bucket."""

    says: str = "prove that the bucket honours conditional writes"

    def do(self, job: Job) -> None:
        try:
            storage.storage(job).require_conditional_writes()
        except StorageError as error:
            raise OperatorError(f"{error} Nothing was deployed: use a bucket in IBM Cloud Object Storage.") from None


@dataclass(frozen=True)
class Emptied:
    """Delete every object, page by page, then the bucket."""

    says: str

    def do(self, job: Job) -> None:
        client, name = storage.client(job)(), job.settings["COS_BUCKET"]
        try:
            while found := client.list_objects_v2(Bucket=name).get("Contents", []):
                client.delete_objects(
                    Bucket=name, Delete={"Objects": [{"Key": item["Key"]} for item in found], "Quiet": True}
                )
            client.delete_bucket(Bucket=name)
        except Exception as error:
            raise _told(job, error) from None


def kept_days(retention: Retention) -> dict[str, int]:
    """Days that objects stay, by prefix. The platform deletes in whole days, up to three days late. What is not named
    stays: desk.json, its copy, what is switched on, the heartbeat, the proof."""
    handovers = dict.fromkeys(("v1/day/", "v1/leg/", "v1/session/", "v1/live/", "v1/row/"), retention.handover_days)
    counters = dict.fromkeys(("v1/number/", "v1/total/"), _COUNTERS)
    signed_in = dict.fromkeys(("v1/seat/", "v1/code/", "v1/ask/"), _SIGNED_IN)
    return {"v1/turn/": retention.chat_days, **handovers, **counters, **signed_in, keys.PROOF_TRIES: 1}


def changes(job: Job) -> list[Change]:
    """What the bucket lacks. Raises OperatorError when it cannot be looked at."""
    client, name = storage.client(job)(), job.settings["COS_BUCKET"]
    planned: list[Change] = []
    if not _exists(job):
        owner = {"IBMServiceInstanceId": job.settings["COS_INSTANCE_CRN"]} if "COS_INSTANCE_CRN" in job.settings else {}
        planned.append(Operation(f"create the bucket {name}", "create_bucket", owner))
    known = {} if planned else _known(job, client, name)
    if known.get("PublicAccessBlockConfiguration") != _CLOSED:
        closed = {"PublicAccessBlockConfiguration": _CLOSED}
        planned.append(Operation("block public access to it", "put_public_access_block", closed))
    kept = kept_days(_retention(job, there=bool(known)))
    if _days(known.get("Rules", ())) != kept:
        told = ", ".join(f"{prefix} {days} days" for prefix, days in kept.items())
        rules = {"LifecycleConfiguration": {"Rules": _rules(kept)}}
        planned.append(Operation(f"let objects expire: {told}", "put_bucket_lifecycle_configuration", rules))
    if not known.get("proven"):
        planned.append(Proof())
    return planned


def removal(job: Job) -> list[Change]:
    """Everything that was kept, if the operator types the bucket's name; else nothing."""
    name = job.settings["COS_BUCKET"]
    if not _exists(job):
        return []
    change = Emptied(f"delete the bucket {name} and everything in it: chats, calls, desk.json")
    if job.options.plan:
        return [change]
    typed = job.console.ask(f"Delete ALL DATA in the bucket {name}? It cannot be undone. Type its name to delete it:")
    if typed != name:
        job.console.say(f"  The bucket {name} and its data stay.")
        return []
    return [change]


def _exists(job: Job) -> bool:
    try:
        storage.client(job)().head_bucket(Bucket=job.settings["COS_BUCKET"])
    except Exception as error:
        if _code(error) in ("404", "NoSuchBucket"):
            return False
        raise _told(job, error) from None
    return True


def _known(job: Job, client: Any, name: str) -> dict[str, Any]:
    """What the bucket is set to; what was never set is not in it."""
    known: dict[str, Any] = {}
    for read in (client.get_public_access_block, client.get_bucket_lifecycle_configuration):
        try:
            known |= read(Bucket=name)
        except Exception as error:
            if _code(error) not in ("NoSuchPublicAccessBlockConfiguration", "NoSuchLifecycleConfiguration", "404"):
                raise _told(job, error) from None
    if "PublicAccessBlockConfiguration" in known:
        given = known["PublicAccessBlockConfiguration"]
        known["PublicAccessBlockConfiguration"] = {key: given.get(key) for key in _CLOSED}
    try:
        known["proven"] = storage.storage(job).bucket.get(keys.PROOF) is not None
    except StorageError as error:
        raise OperatorError(f"{error}") from None
    return known


def _retention(job: Job, there: bool) -> Retention:
    """What desk.json asks for: the file to be uploaded, else the one in the bucket, else the defaults."""
    raw = desk_file.check(job.options.desk)
    if raw is None and there:
        try:
            raw = storage.storage(job).bucket.get_bytes(keys.DESK)
        except StorageError as error:
            raise OperatorError(f"{error}") from None
    try:
        return config.read(json.loads(raw)).retention if raw else Retention()
    except (DeskError, ValueError):
        return Retention()  # what is wrong with the one in the bucket is told by step `desk`


def _rules(kept: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "ID": prefix.strip("/").replace("/", "-"),
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "Expiration": {"Days": days},
        }
        for prefix, days in kept.items()
    ]


def _days(rules: Any) -> dict[str, int]:
    return {
        rule.get("Filter", {}).get("Prefix", rule.get("Prefix", "")): rule["Expiration"].get("Days", 0)
        for rule in rules
        if rule.get("Status") == "Enabled" and "Expiration" in rule
    }


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _told(job: Job, error: Exception) -> OperatorError:
    name, code = job.settings["COS_BUCKET"], _code(error)
    if code in ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"):
        return OperatorError(
            f"The storage credential has no rights on the bucket {name} ({code}): it needs the role Manager on the storage"
            " instance to create and set up a bucket; Writer is enough afterwards. Or the bucket belongs to somebody else."
        )
    if code in ("BucketAlreadyExists", "Conflict"):
        return OperatorError(
            f"The bucket name {name} is taken by somebody else: choose another COS_BUCKET; names are global."
        )
    if code == "NoSuchBucket":
        return OperatorError(
            f"The bucket {name} is not at COS_ENDPOINT: a bucket is reached through its own region's address only."
        )
    what = code or type(error).__name__
    return OperatorError(f"Object storage did not do as asked ({what}): check COS_ENDPOINT and the storage credential.")
