"""Step `bucket`: the bucket exists, is not public, deletes old objects, and honours conditional writes.

Without conditional writes a customer could be called twice, so deploying stops if they do not work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handover.core.desk import config
from handover.core.desk.config import Desk, DeskError, Retention
from handover.services.storage import StorageError, keys
from operate import desk_file
from operate.deploy import storage
from operate.deploy.change import Change
from operate.deploy.expiry import expiry_rules, kept_days, read_rules
from operate.deploy.job import Job
from operate.errors import OperatorError

_CLOSED = {"BlockPublicAcls": True, "IgnorePublicAcls": True}


@dataclass(frozen=True)
class Operation:
    """One call of the S3 client."""

    says: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def do(self, job: Job) -> None:
        try:
            getattr(storage.client(job), self.name)(Bucket=job.settings["COS_BUCKET"], **self.arguments)
        except Exception as error:  # the SDK's errors, its HTTP library's, and TypeErrors for invalid credentials
            if self.name == "create_bucket" and _code(error) == "BucketAlreadyOwnedByYou":
                return  # creation exceeded the client's time limit, and the SDK's retry found the bucket
            raise _explained(job, error) from None


@dataclass(frozen=True)
class ProveConditionalWrites:
    """Check that the second of two conditional writes fails, and record it in the bucket."""

    says: str = "check that the bucket honours conditional writes"

    def do(self, job: Job) -> None:
        try:
            storage.storage(job).require_conditional_writes()
        except StorageError as error:
            raise OperatorError(f"{error} Nothing was deployed: use a bucket in IBM Cloud Object Storage.") from None


@dataclass(frozen=True)
class DeleteBucket:
    """Delete every object, page by page, then the bucket."""

    says: str

    def do(self, job: Job) -> None:
        client, name = storage.client(job), job.settings["COS_BUCKET"]
        try:
            while found := client.list_objects_v2(Bucket=name).get("Contents", []):
                client.delete_objects(
                    Bucket=name, Delete={"Objects": [{"Key": item["Key"]} for item in found], "Quiet": True}
                )
            client.delete_bucket(Bucket=name)
        except Exception as error:
            raise _explained(job, error) from None


def changes(job: Job) -> list[Change]:
    """Returns the changes that the bucket needs. Raises OperatorError if it cannot be read."""
    client, name = storage.client(job), job.settings["COS_BUCKET"]
    planned: list[Change] = []
    if not _exists(job):
        owner = {"IBMServiceInstanceId": job.settings["COS_INSTANCE_CRN"]} if "COS_INSTANCE_CRN" in job.settings else {}
        planned.append(Operation(f"create the bucket {name}", "create_bucket", owner))
    known = {} if planned else _known(job, client, name)
    if known.get("PublicAccessBlockConfiguration") != _CLOSED:
        closed = {"PublicAccessBlockConfiguration": _CLOSED}
        planned.append(Operation("block public access to it", "put_public_access_block", closed))
    kept = _kept(_desk(job, there=bool(known)))
    if read_rules(known.get("Rules", ())) != kept:
        listed = ", ".join(f"{prefix} {days} days" for prefix, days in kept.items())
        rules = {"LifecycleConfiguration": {"Rules": expiry_rules(kept)}}
        planned.append(Operation(f"let objects expire: {listed}", "put_bucket_lifecycle_configuration", rules))
    if not known.get("proven"):
        planned.append(ProveConditionalWrites())
    return planned


def removal(job: Job) -> list[Change]:
    """Returns the deletion of the bucket if the operator types its name, else nothing."""
    name = job.settings["COS_BUCKET"]
    if not _exists(job):
        return []
    change = DeleteBucket(f"delete the bucket {name} and everything in it: chats, calls, desk.json")
    if job.options.plan:
        return [change]
    typed = job.console.ask(f"Delete ALL DATA in the bucket {name}? It cannot be undone. Type its name to delete it:")
    if typed != name:
        job.console.say(f"  The bucket {name} and its data stay.")
        return []
    return [change]


def _exists(job: Job) -> bool:
    try:
        storage.client(job).head_bucket(Bucket=job.settings["COS_BUCKET"])
    except Exception as error:
        if _code(error) in ("404", "NoSuchBucket"):
            return False
        raise _explained(job, error) from None
    return True


def _known(job: Job, client: Any, name: str) -> dict[str, Any]:
    """Returns the bucket's configuration, without the parts that were never set."""
    known: dict[str, Any] = {}
    for read in (client.get_public_access_block, client.get_bucket_lifecycle_configuration):
        try:
            known |= read(Bucket=name)
        except Exception as error:
            if _code(error) not in ("NoSuchPublicAccessBlockConfiguration", "NoSuchLifecycleConfiguration", "404"):
                raise _explained(job, error) from None
    if "PublicAccessBlockConfiguration" in known:
        given = known["PublicAccessBlockConfiguration"]
        known["PublicAccessBlockConfiguration"] = {key: given.get(key) for key in _CLOSED}
    try:
        known["proven"] = storage.storage(job).bucket.get(keys.PROOF) is not None
    except StorageError as error:
        raise OperatorError(f"{error}") from None
    return known


def _kept(desk: Desk | None) -> dict[str, int]:
    """Returns the days that objects stay; those of a desk with the defaults if there is none."""
    return kept_days(desk.retention if desk else Retention())


def _desk(job: Job, there: bool) -> Desk | None:
    """Returns the desk of the local desk.json, else of the one in the bucket, or None."""
    raw = desk_file.check(job.options.desk)
    if raw is None and there:
        try:
            raw = storage.storage(job).bucket.get_bytes(keys.DESK)
        except StorageError as error:
            raise OperatorError(f"{error}") from None
    try:
        return config.read(json.loads(raw)) if raw else None
    except (DeskError, ValueError):
        return None  # step `desk` reports what is wrong with the one in the bucket


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _explained(job: Job, error: Exception) -> OperatorError:
    name, code = job.settings["COS_BUCKET"], _code(error)
    if code in ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"):
        return OperatorError(
            f"The storage credential has no rights on the bucket {name} ({code}): it needs the role Manager on the storage"
            " instance to create and configure a bucket; afterwards Writer is enough. Or another account owns the bucket."
        )
    if code in ("BucketAlreadyExists", "Conflict"):
        return OperatorError(
            f"The bucket name {name} belongs to another account: choose another COS_BUCKET; names are global."
        )
    if code == "NoSuchBucket":
        return OperatorError(
            f"The bucket {name} is not at COS_ENDPOINT: a bucket is only reachable at the endpoint of its own region."
        )
    what = code or type(error).__name__
    return OperatorError(f"Object storage reported an error ({what}): check COS_ENDPOINT and the storage credential.")
