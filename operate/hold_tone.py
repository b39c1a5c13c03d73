"""Makes the sound that a customer hears while they wait in line: `python -m operate.hold_tone`.

Two soft tones, a major third, that swell and fade once. They begin and end at the same level and phase, so the sound can be
repeated without a click, and they never fade to silence. It is our own, so nobody else has rights in it.
"""

from __future__ import annotations

import io
import math
import wave
from pathlib import Path

FILE = Path(__file__).parents[1] / "functions" / "handover" / "sounds" / "hold.wav"

#: Samples a second: what a phone line carries.
_RATE = 8000
SECONDS = 2.5
#: Hertz. Each has a whole number of periods in the sound.
_TONES = (440, 550)
#: The loudest and the softest level, of 1.
_LOUD, _SOFT = 0.35, 0.08


def sound() -> bytes:
    """Returns the sound as a WAV file: 8 kHz, mono, 8 bits."""
    samples = bytes(_sample(n / _RATE) for n in range(round(_RATE * SECONDS)))
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(_RATE)
        made.writeframes(samples)
    return file.getvalue()


def _sample(second: float) -> int:
    """Returns the sample at that time, 0 to 255."""
    swell = (1 - math.cos(2 * math.pi * second / SECONDS)) / 2
    level = _SOFT + (_LOUD - _SOFT) * swell
    tone = sum(math.sin(2 * math.pi * hertz * second) for hertz in _TONES) / len(_TONES)
    return 128 + round(127 * level * tone)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(sound())
