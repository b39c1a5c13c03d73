"""A proxy that makes a server as far away as a number of milliseconds a round trip: `distance.py MILLISECONDS PORT`.

Half of the time passes before each packet of either side goes on; a new connection costs one round trip before its first
packet, as TCP's handshake does. It prints its own port. It is a program, so that its work is not that of a measured process.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_Packets = asyncio.Queue[tuple[float, bytes]]


@contextmanager
def distant(url: str, milliseconds: int) -> Iterator[str]:
    """Yields an address of the server at `url` that is so far away."""
    command = [sys.executable, "-m", "bench.distance", str(milliseconds), str(urlsplit(url).port)]
    proxy = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own program)
    try:
        assert proxy.stdout
        yield f"http://127.0.0.1:{int(proxy.stdout.readline())}"
    finally:
        proxy.kill()
        proxy.wait()


async def _serve(seconds: float, port: int) -> None:
    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server, from_server = await asyncio.open_connection("127.0.0.1", port), writer
        await asyncio.sleep(seconds)  # the handshake
        await asyncio.gather(
            _pass_on(reader, to_server[1], seconds / 2), _pass_on(to_server[0], from_server, seconds / 2)
        )

    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Passes packets on, each that many seconds after it came."""
    packets: _Packets = asyncio.Queue()
    sending = asyncio.create_task(_send(packets, writer))
    clock = asyncio.get_running_loop().time
    try:
        while packet := await reader.read(65_536):
            packets.put_nowait((clock() + seconds, packet))
    except ConnectionError:
        pass
    packets.put_nowait((clock() + seconds, b""))
    await sending


async def _send(packets: _Packets, writer: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        at, packet = await packets.get()
        await asyncio.sleep(max(0.0, at - clock()))
        if not packet or writer.is_closing():
            break
        writer.write(packet)
    writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) / 1000, int(sys.argv[2])))
