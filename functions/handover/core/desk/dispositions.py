"""Dispositions: the outcomes of a call that agents can choose at the wrap-up, each with its rule about a follow-up date and,
if customers may know of it, with a text for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handover.core.i18n import Catalogue, Words, words_in


class FollowUp(StrEnum):
    """Whether a date to follow up fits a disposition."""

    YES = "yes"  # a date may be given
    NO = "no"  # none can be given
    REQUIRED = "required"  # one must be given


@dataclass(frozen=True)
class Disposition:
    """An outcome of a call. `label` is for the desk, `customer_text` for the customer: one text, or one for each language.
    `label` is `""` for the default dispositions: their labels and customer texts are in the texts, in every language."""

    id: str
    label: str = ""
    customer_text: Words = ""
    follow_up: FollowUp = FollowUp.YES


#: The dispositions of a desk that has none of its own.
DEFAULT_DISPOSITIONS = (
    Disposition("solved"),
    Disposition("follow_up", follow_up=FollowUp.REQUIRED),
    Disposition("passed_on"),
    Disposition("not_reached"),
    Disposition("wrong_number", follow_up=FollowUp.NO),
    Disposition("other"),
)


def read_disposition(described: Mapping[str, Any]) -> Disposition:
    """Returns the disposition that desk.json describes, which the schema has checked."""
    return Disposition(
        described["id"],
        described["label"],
        described.get("customer_text", ""),
        FollowUp(described.get("follow_up", FollowUp.YES)),
    )


def find(dispositions: Iterable[Disposition], id: str) -> Disposition | None:
    """Returns the disposition of that id, or None if the desk has none (any more)."""
    return next((known for known in dispositions if known.id == id), None)


def customer_text(disposition: Disposition | None, languages: Sequence[str], texts: Catalogue) -> str:
    """Returns the sentence for the customer, or `""` if they are to know nothing of that outcome. An own text is in the
    first of the `languages` that it has, else in any. A default one is in the language of the texts."""
    if disposition is None:
        return ""
    if not disposition.label:
        key = f"customer_text.{disposition.id}"
        return texts.text(key) if texts.has(key) else ""
    said = " ".join(words_in(disposition.customer_text, *languages).split())
    return said if not said or said[-1] in ".!?…" else f"{said}."
