'use strict';

// An echo server on ws. The close event of the library tells whether the
// connection was closed cleanly.

const { WebSocketServer } = require('ws');
const { DEFLATE, MESSAGE_LIMIT, SUBPROTOCOLS, Cooperation, announce } = require('./peer.js');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  path: '/', // the library answers 400 to a handshake for any other
  maxPayload: MESSAGE_LIMIT, // 100 MiB by default
  perMessageDeflate: DEFLATE && { threshold: 0 }, // off by default; the threshold is 1024 bytes
  // By default it takes the first subprotocol that the client asks for.
  handleProtocols: (asked) => SUBPROTOCOLS.find((name) => asked.has(name)) ?? false,
}, () => announce(server));

server.on('connection', (socket) => {
  const cooperation = new Cooperation({
    text: (message) => new Promise((resolve, reject) => {
      socket.send(message, (error) => (error ? reject(error) : resolve()));
    }),
    close: (code, reason) => socket.close(code, reason),
    ping: (data) => socket.ping(data),
    report: true,
  });
  socket.on('error', console.error);
  socket.on('message', (data, isBinary) => {
    if (isBinary || !cooperation.handle(data.toString())) {
      socket.send(data, { binary: isBinary });
    }
  });
  socket.addEventListener('close', ({ code, reason, wasClean }) => {
    cooperation.ended(code, reason, wasClean);
  });
});
