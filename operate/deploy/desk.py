"""Step `desk`: the operator's desk.json is in the bucket."""

from __future__ import annotations

import json
from dataclasses import dataclass

from handover.services.storage import StorageError, keys
from operate import desk_file
from operate.deploy import storage
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.errors import OperatorError


@dataclass(frozen=True)
class Upload:
    """Upload a desk.json that was checked before. `document` is its text."""

    says: str
    document: str

    def do(self, job: Job) -> None:
        try:
            storage.storage(job).bucket.put(keys.DESK, json.loads(self.document))
        except StorageError as error:
            raise OperatorError(str(error)) from None


def changes(job: Job) -> list[Change]:
    """Returns an upload if the file differs from the desk.json in the bucket. Raises OperatorError if there is neither."""
    raw = desk_file.check(job.options.desk)
    try:
        there = storage.storage(job).bucket.get(keys.DESK)
    except StorageError:
        if not job.options.plan:
            raise OperatorError("The bucket cannot be read: ./deploy.sh --only bucket shows the reason.") from None
        there = None  # a plan before the bucket exists
    if raw is None:
        if there is not None:
            job.console.say(f"  There is no {job.options.desk}; the one in the bucket stays in force.")
            return []
        raise OperatorError(f"There is no {job.options.desk}: copy desk.example.json there and enter your agents.")
    if there == json.loads(raw):
        return []
    doing = "replace desk.json in the bucket" if there is not None else "upload desk.json"
    return [Upload(f"{doing}: {job.options.desk}", raw.decode())]


def removal(_job: Job) -> list[Change]:
    """Returns no changes: the bucket's deletion includes desk.json."""
    return []
