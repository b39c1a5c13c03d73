"""How long a customer may hear nothing while one TwiML document runs."""

from __future__ import annotations

from xml.etree import ElementTree

#: Twilio's own value of a Gather without `timeout`.
_GATHER_TIMEOUT = 5.0


def longest_silence(document: str) -> float:
    """Returns the longest silence in seconds: pauses, and the waits for a key after a prompt. A ringing phone, words and
    sounds are none; silences that follow each other add up."""
    longest = current = 0.0
    for seconds in _silences(ElementTree.fromstring(document)):
        current = current + seconds if seconds else 0.0
        longest = max(longest, current)
    return longest


def _silences(verbs: ElementTree.Element) -> list[float]:
    """Returns the seconds of silence of each part, in order; 0 for a part that is heard."""
    parts: list[float] = []
    for verb in verbs:
        if verb.tag == "Pause":
            parts.append(float(verb.get("length", 1)))
        elif verb.tag == "Gather":
            parts += [*_silences(verb), float(verb.get("timeout", _GATHER_TIMEOUT))]
        elif verb.tag in ("Say", "Play", "Dial"):
            parts.append(0.0)
    return parts
