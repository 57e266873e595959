"""An echo server on Tornado. On a protocol error, and on an exception in the
handler, the library closes the TCP connection without a Close frame. It tells
the application no close code both for a Close frame without one and for a
connection without a Close frame: the server reports 1005 for both."""

import asyncio
import logging

import tornado.httpserver
import tornado.netutil
import tornado.web
import tornado.websocket

import peer


class Echo(tornado.websocket.WebSocketHandler):
    def open(self):
        self.ending = asyncio.get_running_loop().create_future()
        self.cooperation = peer.Cooperation(
            text=self.write_message,
            close=self.close,
            ping=self.ping,
            ended=lambda: self.ending,
        )

    def select_subprotocol(self, subprotocols):
        return next((name for name in peer.SUBPROTOCOLS if name in subprotocols), None)

    def get_compression_options(self):
        return {} if peer.DEFLATE else None  # None by default

    def on_message(self, message):
        if isinstance(message, str) and self.cooperation.handle(message) is not peer.ECHO:
            return
        try:
            self.write_message(message, binary=isinstance(message, bytes))
        except tornado.websocket.WebSocketClosedError:
            pass  # after a Close frame of our own, until the answer comes

    def on_close(self):
        code = 1005 if self.close_code is None else self.close_code
        self.ending.set_result((code, "unknown", self.close_reason or ""))


async def main():
    logging.basicConfig()
    application = tornado.web.Application(
        [("/", Echo)],
        websocket_max_message_size=peer.MESSAGE_LIMIT,  # 10 MiB by default
    )
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    tornado.httpserver.HTTPServer(application).add_sockets(sockets)
    peer.announce(sockets[0].getsockname()[1])
    await asyncio.Event().wait()


asyncio.run(main())
