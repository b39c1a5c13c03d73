"""A call request as one reader may see or hear it: every text in it goes through that reader's mask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.chat.masked_chat import masked_chat
from handover.core.privacy.mask import Mask


def masked_request(call_request: CallRequest, mask: Mask) -> CallRequest:
    """Returns the call request with all its texts masked, the names of its details too, whatever fields it has."""
    found = {field.name: getattr(call_request, field.name) for field in fields(call_request)}
    texts = {name: _masked(name, value, mask) for name, value in found.items() if name != "transcript"}
    return replace(call_request, **texts, transcript=tuple(masked_chat(call_request.transcript, mask)))


def _masked(name: str, value: str | Mapping[str, Any], mask: Mask) -> Any:
    if isinstance(value, str):
        return mask.value(name, value)
    return {mask.text(key): _masked(key, item, mask) for key, item in value.items()}
