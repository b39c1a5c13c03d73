"""A function host on a laptop: it calls the bundle as OpenWhisk or Code Engine does, in this process or in others."""

from sandbox.host.contract import Run
from sandbox.host.faults import ConnectionLostError, Fault
from sandbox.host.host import ACTIONS, Activation, FunctionHost, PlatformName
from sandbox.host.inline import Inline
from sandbox.host.process import Process

__all__ = [
    "ACTIONS",
    "Activation",
    "ConnectionLostError",
    "Fault",
    "FunctionHost",
    "Inline",
    "PlatformName",
    "Process",
    "Run",
]
