"""The REST API on a port of this machine, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.twilio.network import PhoneNetwork
from sandbox.twilio.rest.app import rest_app
from sandbox.twilio.rest.middleware import FaultMiddleware


class RestServer:
    """`base_url` is the value for `client.api.base_url` of Twilio's SDK. `step` lets a planned silence pass."""

    def __init__(self, network: PhoneNetwork, port: int = 0, step: Callable[[float], None] | None = None) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._connections: dict[tuple[str, int], asyncio.Transport] = {}
        app = FaultMiddleware(rest_app(network), network.faults, self._cut_off, step)
        config = uvicorn.Config(
            app,
            http=_remembering(self._connections),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="sandbox-twilio-rest", daemon=True)

    def start(self) -> None:
        """Starts the server. Requests before it is ready wait in the socket."""
        self._thread.start()

    def stop(self, wait: bool = True) -> None:
        """Ends the server, which takes some tenths of a second. `wait`: returns after that."""
        self._server.should_exit = True
        if not self._thread.is_alive():
            self._socket.close()
        elif wait:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def _cut_off(self, scope: Scope) -> None:
        transport = self._connections.get(tuple(scope["client"]))
        if transport:
            transport.abort()


def _remembering(connections: dict[tuple[str, int], asyncio.Transport]) -> type[H11Protocol]:
    """Returns uvicorn's protocol, with connections stored by their peer's address. ASGI has no way to cut a connection."""

    class Remembering(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            connections[tuple(transport.get_extra_info("peername"))] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(tuple(self.transport.get_extra_info("peername")), None)
            super().connection_lost(exc)

    return Remembering
