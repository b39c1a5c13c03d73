"""Pseudonyms and masks for personal data in object names, logs, pages and speech.

    pseudonyms   keyed hashes of numbers and sessions, for object names
    digits       the runs of digits in a text, however they are written
    numbers      masks for phone numbers
    iban         finds IBANs
    secrets      masks for card numbers, IBANs, passwords and codes
    mask         all of these, as each place needs them

What is masked where is decision 25.
"""

from handover.core.privacy.mask import Mask, Numbers, for_log
from handover.core.privacy.numbers import masked, without_any_number, without_number
from handover.core.privacy.pseudonyms import pseudonym
from handover.core.privacy.secrets import Secret, asks_for_secret, without_secrets

__all__ = [
    "Mask",
    "Numbers",
    "Secret",
    "asks_for_secret",
    "for_log",
    "masked",
    "pseudonym",
    "without_any_number",
    "without_number",
    "without_secrets",
]
