'use strict';

// What the echo servers in this folder share: starting and stopping the
// process, the wsspec: messages, and how a watched connection ended.

const timers = require('node:timers/promises');

const MESSAGE_LIMIT = 1024 * 1024;
const SUBPROTOCOLS = ['chat', 'superchat'];
const DEFLATE = process.argv.includes('deflate'); // permessage-deflate is to be on

// Tells the address of a listening server, and exits at the end of standard
// input.
function announce(server) {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
  process.stdin.on('end', () => process.exit(0)).resume();
}

// Offers what a server can do on one connection besides echoing, each through
// the ordinary call of its library; what is left out is not offered:
//   text(message)       sends a text message, resolves when it may send more,
//                       and rejects once the connection is closing
//   close(code, reason) starts the closing handshake; both may be undefined; a
//                       close that the library refuses comes back as an echo
//   ping(data)          sends a Ping
//   report              whether the server calls ended
// No server here offers fail: an exception in a listener ends the process.
class Cooperation {
  #calls;
  #watched = [];

  constructor(calls) {
    this.#calls = calls;
  }

  // Does what a wsspec: text message asks for. Returns false for any message
  // that is to be echoed.
  handle(message) {
    const { text, close, ping, report } = this.#calls;
    const [, command, argument = ''] = /^wsspec:(\w+)(?: (.*))?$/s.exec(message) ?? [];
    if (command === 'hello') {
      attempt(() => text(`wsspec:ready${this.#offers()}`));
    } else if (command === 'close' && close && /^(\d+( .*)?)?$/s.test(argument)) {
      const [, code, reason] = /^(\d*) ?(.*)$/s.exec(argument);
      try {
        close(code ? Number(code) : undefined, reason || undefined);
      } catch (error) { // the library does not take this code
        console.error(error);
        return false;
      }
    } else if (command === 'send' && /^\d+ \d+$/.test(argument)) {
      const [count, size] = argument.split(' ').map(Number);
      attempt(() => this.#send(count, 'x'.repeat(size)));
    } else if (command === 'ping' && ping) {
      attempt(() => ping(argument));
    } else if (command === 'watch' && report) {
      this.#watched.push(argument);
      attempt(() => text(`wsspec:watching ${argument}`));
    } else if (command === 'report' && report) {
      attempt(async () => {
        const { code, clean, reason } = await endingOf(argument).ended;
        await text(`wsspec:closed ${code} ${clean} ${reason}`);
      });
    } else {
      return false;
    }
    return true;
  }

  // Tells how the connection ended, as the library reported it. Reason and clean
  // are undefined where it does not tell.
  ended(code, reason = '', clean) {
    const word = clean === undefined ? 'unknown' : clean ? 'clean' : 'unclean';
    for (const id of this.#watched) {
      endingOf(id).resolve({ code, reason, clean: word });
    }
  }

  #offers() {
    const names = ['close', 'send', 'ping', 'report'];
    return names.filter((name) => name === 'send' || this.#calls[name]).map((name) => ` ${name}`).join('');
  }

  // A turn of the event loop after each message lets the server read, even
  // while the connection takes everything at once.
  async #send(count, message) {
    for (let sent = 0; sent < count; sent++) {
      await this.#calls.text(message);
      await timers.setImmediate();
    }
  }
}

// A rejected call must not end the process.
async function attempt(call) {
  try {
    await call();
  } catch (error) {
    console.error(error);
  }
}

const endings = new Map();

// Asked for an ID by wsspec:watch and by wsspec:report, in whichever order they
// arrive.
function endingOf(id) {
  let ending = endings.get(id);
  if (!ending) {
    ending = {};
    ending.ended = new Promise((resolve) => { ending.resolve = resolve; });
    endings.set(id, ending);
  }
  return ending;
}

module.exports = { DEFLATE, MESSAGE_LIMIT, SUBPROTOCOLS, Cooperation, announce };
