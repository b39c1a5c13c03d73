"""The section `proof` of desk.json: what proves on the phone that the right person picked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: The kinds of proof, the weakest first.
KINDS = ("none", "any_key", "digit")


@dataclass(frozen=True)
class ProofRules:
    """`unreached` is for numbers that never had a connected call, `abroad` for those outside the desk's first country; `""`
    is the default's."""

    default: str = "any_key"
    unreached: str = ""
    abroad: str = ""

    @property
    def needs_history(self) -> bool:
        """Whether it must be known if a number was reached before."""
        return self.unreached not in ("", self.default)

    def kind(self, *, reached: bool, abroad: bool) -> str:
        """Returns the kind of proof for a number. Of two special rules that apply, the stricter one counts."""
        special = [self.unreached if not reached else "", self.abroad if abroad else ""]
        return max((kind for kind in special if kind), key=KINDS.index, default=self.default)


def read_proof(described: str | Mapping[str, Any]) -> ProofRules:
    """Returns the rules that desk.json describes, which the schema has checked: a kind for all numbers, or an object."""
    return ProofRules(described) if isinstance(described, str) else ProofRules(**described)
