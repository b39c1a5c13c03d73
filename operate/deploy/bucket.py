"""Step `bucket`: the bucket exists, is not public, deletes old objects, and honours conditional writes.

Without conditional writes a customer could be called twice, so deploying stops if they do not work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handover.core.desk import config
from handover.core.desk.config import Desk, DeskError, Retention
from handover.services.storage import StorageError, keys
from handover.services.storage.iam import TokenError
from operate import desk_file
from operate.deploy import storage
from operate.deploy.change import Change
from operate.deploy.expiry import expiry_rules, kept_days, read_rules
from operate.deploy.job import Job
from operate.errors import OperatorError

_CLOSED = {"BlockPublicAcls": True, "IgnorePublicAcls": True}

#: How S3 servers say that they have no such feature: by a code, as SeaweedFS and Swift do, or by the status.
_NO_FEATURE, _NO_FEATURE_STATUS = ("NotImplemented", "MalformedXML", "MethodNotAllowed"), (405, 501)
_NEVER_SET = ("NoSuchPublicAccessBlockConfiguration", "NoSuchLifecycleConfiguration", "404")
#: The name of an object that is written to see whether writes work.
PROBE = "v1/proof/write-probe.json"


@dataclass(frozen=True)
class CreateBucket:
    """Create the bucket. `owner` names the storage instance that it belongs to, where IBM's service needs one."""

    says: str
    owner: Mapping[str, Any]

    def do(self, job: Job) -> None:
        try:
            storage.client(job).create_bucket(Bucket=job.settings["COS_BUCKET"], **self.owner)
        except Exception as error:  # the SDK's errors, its HTTP library's, and TypeErrors for invalid credentials
            if _code(error) != "BucketAlreadyOwnedByYou":  # then it was slow, and the SDK's repetition found the bucket
                raise _explained(job, error) from None


@dataclass(frozen=True)
class BlockPublicAccess:
    """Block public access to the bucket, and take the block back if the server then refuses every write, as Ceph RGW 16
    does."""

    says: str = "block public access to it"

    def do(self, job: Job) -> None:
        client, name = storage.client(job), job.settings["COS_BUCKET"]
        try:
            client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_CLOSED)
        except Exception as error:
            if not _has_no_feature(error):
                raise _explained(job, error) from None
            job.console.say(_missing("no block of public access", "make sure yourself that nobody can read the bucket"))
            return
        try:
            client.put_object(Bucket=name, Key=PROBE, Body=b"{}")
            client.delete_object(Bucket=name, Key=PROBE)
        except Exception as error:
            if _status(error) != 403:  # storage failed for another reason, and the block stays
                raise _explained(job, error) from None
            self._take_back(job, error)

    def _take_back(self, job: Job, refused: Exception) -> None:
        client, name = storage.client(job), job.settings["COS_BUCKET"]
        try:
            client.delete_public_access_block(Bucket=name)
            client.put_object(Bucket=name, Key=PROBE, Body=b"{}")
            client.delete_object(Bucket=name, Key=PROBE)
        except Exception:  # the block was not the reason
            raise _explained(job, refused) from None
        job.console.say(
            "    This storage server refuses every write once public access is blocked. The block was taken back: make sure"
            " yourself that nobody can read the bucket."
        )


@dataclass(frozen=True)
class SetExpiry:
    """Let objects expire after the days that are kept."""

    says: str
    kept: Mapping[str, int]

    def do(self, job: Job) -> None:
        rules = {"Rules": expiry_rules(self.kept)}
        try:
            storage.client(job).put_bucket_lifecycle_configuration(
                Bucket=job.settings["COS_BUCKET"], LifecycleConfiguration=rules
            )
        except Exception as error:
            if not _has_no_feature(error):
                raise _explained(job, error) from None
            job.console.say(_missing("no expiry of objects", "delete what is older than the days above yourself"))


def _missing(what: str, see_to: str) -> str:
    return f"    This storage server has {what}: {see_to}."


@dataclass(frozen=True)
class ProveConditionalWrites:
    """Check that the second of two conditional writes fails, and record it in the bucket."""

    says: str = "check that the bucket honours conditional writes"

    def do(self, job: Job) -> None:
        try:
            storage.storage(job).require_conditional_writes()
        except StorageError as error:
            reason = str(error)
            if "honour" not in reason and self._writes_otherwise(job):
                why = reason.rstrip(".")
                reason = f"This storage server does not honour If-None-Match, so no call can be claimed safely ({why})."
            raise OperatorError(f"{reason} Nothing was deployed: use a bucket in IBM Cloud Object Storage.") from None

    def _writes_otherwise(self, job: Job) -> bool:
        """Returns whether the server writes an object if no condition is named: then it does not know conditions."""
        client, name = storage.client(job), job.settings["COS_BUCKET"]
        try:
            client.put_object(Bucket=name, Key=PROBE, Body=b"{}")
            client.delete_object(Bucket=name, Key=PROBE)
        except Exception:
            return False
        return True


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
        planned.append(CreateBucket(f"create the bucket {name}", owner))
    known = {} if planned else _known(job, client, name)
    if known.get("PublicAccessBlockConfiguration") != _CLOSED:
        planned.append(BlockPublicAccess())
    kept = _kept(_desk(job, there=bool(known)))
    if read_rules(known.get("Rules", ())) != kept:
        listed = ", ".join(f"{prefix} {days} days" for prefix, days in kept.items())
        planned.append(SetExpiry(f"let objects expire: {listed}", kept))
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
            if _code(error) not in _NEVER_SET and not _has_no_feature(error):
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


def _has_no_feature(error: Exception) -> bool:
    """Returns whether the server says that it has nothing of what was requested."""
    return _code(error) in _NO_FEATURE or _status(error) in _NO_FEATURE_STATUS


def _status(error: Exception) -> int | None:
    """Returns the HTTP status of the server's response, or None if there was none."""
    response = getattr(error, "response", None)
    return response.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(response, dict) else None


def _explained(job: Job, error: Exception) -> OperatorError:
    name, code = job.settings["COS_BUCKET"], _code(error)
    if isinstance(error, TokenError):
        return OperatorError(str(error))
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
