"""What the echo servers in this folder share: starting and stopping the
process, the wsspec: messages, and how a watched connection ended."""

import asyncio
import logging
import os
import re
import sys
import threading

MESSAGE_LIMIT = 1024 * 1024
SUBPROTOCOLS = ["chat", "superchat"]
DEFLATE = "deflate" in sys.argv[1:]  # permessage-deflate is to be on

# What Cooperation.handle returns for a message that is to be echoed.
ECHO = object()


def announce(port):
    """Tells the address, and exits at the end of standard input."""
    print(f"listening on 127.0.0.1:{port}", flush=True)

    def wait():
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


class Cooperation:
    """What a server can do on one connection besides echoing, each through the
    ordinary call of its library:

    text(message)    sends a text message, and returns an awaitable
    close(...)       starts the closing handshake, takes code and reason or
                     the code or nothing
    ping(data)       sends a Ping
    ended()          returns an awaitable for how the connection ended: code,
                     "clean", "unclean" or "unknown", reason

    An exception raised by handle must end this connection only.
    """

    def __init__(self, text, close, ping, ended):
        self.text = text
        self.close = close
        self.ping = ping
        self.ended = ended

    def handle(self, message):
        """Does what a wsspec: text message asks for. Returns what the
        library's call returned, for the caller to await, or ECHO."""
        parts = re.fullmatch(r"wsspec:(\w+)(?: (.*))?", message, re.DOTALL)
        command, argument = parts.groups("") if parts else (None, "")
        if command == "hello":
            return self.text("wsspec:ready close send ping fail report")
        if command == "close" and re.fullmatch(r"(\d+( .*)?)?", argument, re.DOTALL):
            code, *reason = argument.split(" ", 1)
            return self.close(int(code), *reason) if code else self.close()
        if command == "send" and re.fullmatch(r"\d+ \d+", argument):
            count, size = map(int, argument.split())
            return start(self._send(count, "x" * size))
        if command == "ping":
            return self.ping(argument.encode())
        if command == "fail":
            raise RuntimeError("wsspec:fail")
        if command == "watch":
            start(self._watch(ending_of(argument)))
            return self.text(f"wsspec:watching {argument}")
        if command == "report":
            return start(self._report(ending_of(argument)))
        return ECHO

    async def _send(self, count, message):
        for _ in range(count):
            await self.text(message)
            await asyncio.sleep(0)  # a turn for reading, even if no write waits

    async def _watch(self, ending):
        ending.set_result(await self.ended())

    async def _report(self, ending):
        code, clean, reason = await asyncio.shield(ending)
        await self.text(f"wsspec:closed {code} {clean} {reason}")


tasks = set()


def start(coroutine):
    """Runs a coroutine beside the one that reads."""

    async def run():
        try:
            await coroutine
        except Exception as error:
            logging.info("%s", error)

    task = asyncio.create_task(run())
    tasks.add(task)
    task.add_done_callback(tasks.discard)


endings = {}


def ending_of(name):
    """Asked for by wsspec:watch and by wsspec:report, in whichever order they
    arrive."""
    if name not in endings:
        endings[name] = asyncio.get_running_loop().create_future()
    return endings[name]
