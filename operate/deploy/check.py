"""Step `check`: tools, login and settings. Reports all problems at once, each with its remedy. Changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from operate import desk_file
from operate.bundle import interpreter
from operate.deploy import runtime, trusted_profile
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.deploy.tools import meaning_of
from operate.errors import OperatorError, ProblemsError

#: The first plug-in version with the defaults and options that the documentation describes.
OLDEST_PLUGIN = (1, 50, 1)

#: Twilio's regions, each with the edge in it.
_EDGES = {"us1": "ashburn", "ie1": "dublin", "au1": "sydney", "de1": "frankfurt", "jp1": "tokyo", "sg1": "singapore"}

_FROM = {
    "wsk": "https://github.com/apache/openwhisk-cli/releases",
    "wskdeploy": "https://github.com/apache/openwhisk-wskdeploy/releases",
}


def changes(job: Job) -> list[Change]:
    """Returns no changes. Raises ProblemsError with everything that would stop a later step."""
    found = problems(job)
    if found:
        raise ProblemsError(found)
    for warning in [*trusted_profile.notices(job), *warnings(job)]:
        job.console.say(f"  {warning}")
    if not job.settings.get("DASHBOARD_SECRET"):
        job.console.say(
            "  DASHBOARD_SECRET is not set: the dashboard will not work and agents get no text messages; all else works."
            " Create one with: openssl rand -hex 32"
        )
    return []


def problems(job: Job) -> list[str]:
    """Returns everything that would stop a later step. The settings may be incomplete: settings_file reports that."""
    return [*_local(job), *_platform(job)]


def warnings(job: Job) -> list[str]:
    """Returns what works today and will not for long."""
    return [*_deprecated_host(job.settings.get("TWILIO_API_BASE", "")), *runtime.warnings(job)]


def _deprecated_host(base: str) -> Iterator[str]:
    """Twilio's addresses with a region and no edge are deprecated since 28 April 2026."""
    found = re.fullmatch(r"https://api\.([a-z]{2}[0-9])\.twilio\.com/?", base)
    if found:
        edge = _EDGES.get(found[1], "EDGE")
        yield (
            f"TWILIO_API_BASE: Twilio has deprecated addresses such as api.{found[1]}.twilio.com; write"
            f" https://api.{edge}.{found[1]}.twilio.com."
        )


def _platform(job: Job) -> list[str]:
    return list(_code_engine(job) if job.on_code_engine else _openwhisk(job))


def removal(job: Job) -> list[Change]:
    """A removal needs the tools and a login, but neither a Python to build for nor a desk.json."""
    found = _platform(job)
    if found:
        raise ProblemsError(found)
    return []


def _local(job: Job) -> Iterator[str]:
    for look in (lambda: interpreter.find(job.python), lambda: desk_file.check(job.options.desk)):
        try:
            look()
        except OperatorError as error:
            yield str(error)
    settings = job.settings
    if settings.get("COS_API_KEY") and not settings.get("COS_INSTANCE_CRN"):
        yield "COS_INSTANCE_CRN is missing: copy `resource_instance_id` from the credential that COS_API_KEY is from."
    if ".private." in settings.get("COS_ENDPOINT", "") and job.on_code_engine:
        yield "COS_ENDPOINT is a private address, which Code Engine cannot reach: replace s3.private. with s3.direct."
    if settings.get("WATSON_API_KEY") and not settings.get("WATSON_URL"):
        yield "WATSON_URL is missing: copy it from the Watson service's credentials, where WATSON_API_KEY is from."
    if settings.get("WATSON_ENVIRONMENT_ID") and not settings.get("WATSON_API_KEY"):
        yield "WATSON_API_KEY is missing: WATSON_ENVIRONMENT_ID is for the logs API, which needs the key."


def _code_engine(job: Job) -> Iterator[str]:
    if not job.tools.has("ibmcloud"):
        yield "ibmcloud is not installed: see https://cloud.ibm.com/docs/cli, then run ibmcloud plugin install code-engine."
        return
    yield from _plugin(job)
    target = job.tools.run(("ibmcloud", "target", "--output", "json"))
    known = _json(target.out) if target.ok else {}
    if not known.get("user"):
        yield "You are not logged in: ibmcloud login -r REGION -g RESOURCE_GROUP (--sso for a federated account)."
        return
    yield from _place(job, known)
    yield from trusted_profile.problems(job)
    current = job.tools.run(("ibmcloud", "ce", "project", "current", "--output", "json"))
    if not current.ok and "login" in meaning_of(current.err + current.out):
        yield "Your login has expired: ibmcloud login (--sso for a federated account)."
        return
    yield from runtime.problems(job)


def _plugin(job: Job) -> Iterator[str]:
    listed = _json(job.tools.run(("ibmcloud", "plugin", "list", "--output", "json")).out)
    found = [plugin for plugin in listed if plugin.get("Name") == "code-engine"] if isinstance(listed, list) else []
    if not found:
        yield "The Code Engine plug-in is missing: ibmcloud plugin install code-engine."
        return
    version = _version(found[0].get("Version"))
    oldest = trusted_profile.OLDEST_PLUGIN if job.by_trusted_profile else OLDEST_PLUGIN
    if version < oldest:
        have, need = ".".join(map(str, version)), ".".join(map(str, oldest))
        why = " for a trusted profile, which is used because COS_API_KEY is empty" if job.by_trusted_profile else ""
        yield (
            f"The Code Engine plug-in {have} is too old; {need} or newer is needed{why}: ibmcloud plugin update code-engine."
        )


def _place(job: Job, target: dict[str, Any]) -> Iterator[str]:
    region = (target.get("region") or {}).get("name", "")
    if not region:
        yield "No region is selected: ibmcloud target -r REGION, for example eu-de."
    if not (target.get("resource_group") or {}).get("name"):
        yield "No resource group is selected: ibmcloud target -g GROUP; `ibmcloud resource groups` lists them."
    wanted = job.options.region or region_of(job.settings.get("COS_ENDPOINT", ""))
    if region and wanted and wanted != region:
        yield (
            f"Your login is in region {region}, but "
            + (f"--region says {wanted}" if job.options.region else f"the bucket of COS_ENDPOINT is in {wanted}")
            + f": ibmcloud target -r {wanted}, or pass --region {region} to use both."
        )


def _openwhisk(job: Job) -> Iterator[str]:
    missing = [tool for tool in ("wsk", "wskdeploy") if not job.tools.has(tool)]
    for tool in missing:
        yield f"{tool} is not installed: download it from {_FROM[tool]}."
    if missing:
        return
    host = runtime.api_host(job)
    if not host:
        yield "No OpenWhisk host is set: wsk property set --apihost HOST --auth KEY."
        return
    listed = job.tools.run(("wsk", "namespace", "list"))
    if not listed.ok:
        words = listed.err + listed.out
        yield f"The OpenWhisk host {host} refuses the login: {meaning_of(words) or words.strip()}."
        return
    yield from runtime.problems(job)
    if not job.tools.run(("wsk", "package", "get", "/whisk.system/alarms")).ok:
        yield (
            f"{host} has no alarms package, so nothing would call the scheduler: ask its operator to install it, or delete"
            " `triggers` and `rules` from manifest.yml and invoke the action handover/scheduler every minute yourself."
        )


def region_of(endpoint: str) -> str:
    """Returns the region in a regional storage address, or "" for cross-region and other addresses."""
    found = re.search(r"//s3\.(?:direct\.|private\.)?([a-z]{2}-[a-z]{2,5})\.cloud-object-storage\.", endpoint)
    return found[1] if found else ""


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {}


def _version(reported: Any) -> tuple[int, ...]:
    """Reads `{"Major": 1, "Minor": 62, "Build": 6}` or `"1.62.6"`."""
    if isinstance(reported, dict):
        return tuple(int(reported.get(part, 0)) for part in ("Major", "Minor", "Build"))
    return tuple(int(part) for part in re.findall(r"\d+", str(reported))[:3])
