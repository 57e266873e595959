"""An echo server on websockets. The library answers an exception in the
handler with a Close frame, 1011. Its close sends 1000 if there is no code. It
pings an idle client after 20 seconds."""

import asyncio
import http
import logging

import websockets

import peer


async def not_found(path, headers):
    if path.split("?")[0] != "/":
        return http.HTTPStatus.NOT_FOUND, [], b""


async def echo(socket):
    async def ended():
        await socket.wait_closed()
        try:
            await socket.ping()
        except websockets.ConnectionClosed as closed:
            handshake = closed.rcvd is not None and closed.sent is not None
            return socket.close_code, "clean" if handshake else "unclean", socket.close_reason

    cooperation = peer.Cooperation(
        text=socket.send,
        close=socket.close,
        ping=socket.ping,
        ended=ended,
    )
    async for message in socket:
        result = peer.ECHO if isinstance(message, bytes) else cooperation.handle(message)
        if result is peer.ECHO:
            result = socket.send(message)
        if result is not None:
            await result


async def main():
    logging.basicConfig()
    server = await websockets.serve(
        echo,
        "127.0.0.1",
        0,
        process_request=not_found,
        compression="deflate" if peer.DEFLATE else None,  # on by default
        max_size=peer.MESSAGE_LIMIT,  # the default
        subprotocols=peer.SUBPROTOCOLS,
    )
    peer.announce(server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
