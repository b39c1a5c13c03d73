"""Audio files: the tone that stands for what was recorded, and how long a file plays."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

_RATE = 8000
_PITCH = 440
_LOUDNESS = 9000
#: A second of the same tone. MP3 frames can be repeated.
_SECOND_OF_MP3 = Path(__file__).with_name("tone.mp3").read_bytes()
_HEADER = struct.Struct("<4sI")


def wav(seconds: int) -> bytes:
    """Returns a tone as WAV: 8 kHz, 16 bits, mono."""
    second = b"".join(
        struct.pack("<h", round(_LOUDNESS * math.sin(math.tau * _PITCH * place / _RATE))) for place in range(_RATE)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_RATE)
        writer.writeframes(second * seconds)
    return file.getvalue()


def mp3(seconds: int) -> bytes:
    """Returns a tone as MP3: 8 kHz, mono."""
    return _SECOND_OF_MP3 * seconds


def playing_time(content: bytes) -> float | None:
    """Returns the seconds that a WAV file plays, or None for other files."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return None
    bytes_a_second, size, at = 0, 0, 12
    while at + _HEADER.size <= len(content):
        name, length = _HEADER.unpack_from(content, at)
        at += _HEADER.size
        if name == b"fmt " and at + 12 <= len(content):
            (bytes_a_second,) = struct.unpack_from("<I", content, at + 8)
        if name == b"data":
            size = min(length, len(content) - at)
        at += length + length % 2
    return size / bytes_a_second if bytes_a_second else None
