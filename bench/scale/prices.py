"""Prices in US dollars, each with its source. Look them up again before you plan with them: they change.

None was read on a live price page. "Second-hand" is a public document that quotes the price page that is named.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    usd: float
    unit: str
    source: str


_CODE_ENGINE = "IBM Cloud docs, account/scenario.md (26 September 2025), the rates of its example"
_STORAGE = (
    "IBM Cloud docs, cloud-object-storage/flex-pricing.md (14 January 2026): the only class whose prices the docs give"
)
_VOICE = "twilio.com/en-us/voice/pricing/de, second-hand, October 2026"

MOBILE_MINUTE = Price(0.042, "minute to a German mobile phone, each leg rounded up", _VOICE)
LANDLINE_MINUTE = Price(0.0283, "minute to a German landline, each leg rounded up", _VOICE)
NUMBER_MONTH = Price(1.35, "German local number, a month", _VOICE)
SMS_SEGMENT = Price(
    0.112,
    "segment of a text message to a German mobile phone",
    "twilio.com/en-us/sms/pricing/de, second-hand, October 2026",
)
VCPU_SECOND = Price(0.00003431, "vCPU-second on Code Engine", _CODE_ENGINE)
GB_SECOND = Price(0.00000356, "GB-second on Code Engine", _CODE_ENGINE)
HTTP_REQUEST = Price(0.538 / 1e6, "HTTP request on Code Engine ($0.538 a million)", _CODE_ENGINE)
CLASS_A = Price(0.01 / 1e3, "storage request of class A: writes and listings ($0.01 a thousand)", _STORAGE)
CLASS_B = Price(0.01 / 1e4, "storage request of class B: reads ($0.01 for ten thousand)", _STORAGE)

ALL = (
    *(MOBILE_MINUTE, LANDLINE_MINUTE, NUMBER_MONTH, SMS_SEGMENT),
    *(VCPU_SECOND, GB_SECOND, HTTP_REQUEST, CLASS_A, CLASS_B),
)
