"""The fixtures of the flight recorder's tests."""

from tests.operate.rigs import rig, twilio

__all__ = ["rig", "twilio"]
