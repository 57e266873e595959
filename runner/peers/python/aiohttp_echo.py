"""An echo server on aiohttp. Its close takes the code 1000 if there is none,
and reads until the answer comes. It tells the reason of a Close frame only in
the message that receive returns for it."""

import asyncio
import logging

from aiohttp import WSMsgType, web

import peer

ENDS = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


async def echo(request):
    socket = web.WebSocketResponse(
        protocols=peer.SUBPROTOCOLS,
        max_msg_size=peer.MESSAGE_LIMIT + 1,  # the first size that is refused; 4 MiB by default
        compress=peer.DEFLATE,  # on by default
    )
    await socket.prepare(request)
    ending = asyncio.get_running_loop().create_future()

    def close(code=1000, reason=""):
        return socket.close(code=code, message=reason.encode())

    cooperation = peer.Cooperation(
        text=socket.send_str,
        close=close,
        ping=socket.ping,
        ended=lambda: ending,
    )
    reason = ""
    try:
        while True:
            message = await socket.receive()
            if message.type in ENDS:
                if message.type is WSMsgType.CLOSE:
                    reason = message.extra or ""
                break
            if message.type is WSMsgType.BINARY:
                await socket.send_bytes(message.data)
                continue
            result = cooperation.handle(message.data)
            if result is peer.ECHO:
                result = socket.send_str(message.data)
            if result is not None:
                await result
    finally:
        code = 1006 if socket.close_code is None else socket.close_code
        ending.set_result((code, "unknown", reason))
    return socket


async def main():
    logging.basicConfig()
    application = web.Application()
    application.router.add_get("/", echo)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.announce(runner.addresses[0][1])
    await asyncio.Event().wait()


asyncio.run(main())
