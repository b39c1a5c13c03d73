"""How long objects stay in the bucket: the desk's retention as S3 lifecycle rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.desk.config import Retention
from handover.services.storage import keys

#: Counters of calls are needed for a day; the rest is margin. The calls to a number stay as long as the handovers: they say
#: whether the number was reached before, and which contact of this customer a call is.
_COUNTERS = 8
#: A dashboard session lasts twelve hours, a sign-in code ten minutes; a rule's minimum is one day.
_SIGNED_IN = 1
#: Sums of months name nobody. The reports show six of them.
_SUMS = 400


def kept_days(retention: Retention) -> dict[str, int]:
    """Returns the days that objects stay, by key prefix.

    Storage deletes in whole days, up to three days late. Without a rule these stay: desk.json, its copy, the availability
    flags, the do-not-call list, the time of the last sweep, the proof of conditional writes.
    """
    parts = ("day", "leg", "session", "live", "row", "receipt", "due", "booked", "no-text", "recording")
    handovers = dict.fromkeys([*(f"v1/{part}/" for part in parts), keys.LIVE], retention.handover_days)
    counted = ("v1/total/", "v1/country/", "v1/button/", "v1/form/", "v1/message/")
    counters = dict.fromkeys(counted, _COUNTERS)
    counters["v1/number/"] = max(_COUNTERS, retention.handover_days)
    signed_in = dict.fromkeys(("v1/seat/", "v1/code/", "v1/ask/"), _SIGNED_IN)
    consents = {"v1/consent/": retention.consent_days}
    words = dict.fromkeys(("v1/turn/", "v1/said/", "v1/voicemail/"), retention.chat_days)
    passing = dict.fromkeys(("v1/dial/", keys.LOGS, keys.PROOF_TRIES), 1)
    sums = {"v1/month/": _SUMS}
    return {**words, **handovers, **sums, **consents, **counters, **signed_in, **passing}


def expiry_rules(kept: Mapping[str, int]) -> list[dict[str, Any]]:
    """Returns the rules for S3's lifecycle configuration, by `kept` days per prefix."""
    return [
        {
            "ID": prefix.strip("/").replace("/", "-"),
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "Expiration": {"Days": days},
        }
        for prefix, days in kept.items()
    ]


def read_rules(rules: Any) -> dict[str, int]:
    """Returns the days per prefix of the rules that S3 returned and that are enabled."""
    return {
        rule.get("Filter", {}).get("Prefix", rule.get("Prefix", "")): rule["Expiration"].get("Days", 0)
        for rule in rules
        if rule.get("Status") == "Enabled" and "Expiration" in rule
    }
