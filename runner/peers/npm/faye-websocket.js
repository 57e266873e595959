'use strict';

// An echo server on faye-websocket. Its close takes no codes but 1000, the
// default, and 3000 to 4999.

const { once } = require('node:events');
const http = require('node:http');
const WebSocket = require('faye-websocket');
const { DEFLATE, MESSAGE_LIMIT, SUBPROTOCOLS, Cooperation, announce } = require('./peer.js');

const OPEN = 1; // of readyState, as in browsers

const httpServer = http.createServer((request, response) => {
  response.writeHead(404);
  response.end();
});

httpServer.on('upgrade', (request, stream, head) => {
  if (request.url.split('?')[0] !== '/') {
    stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  // The library answers 400 to what is not a WebSocket handshake.
  const socket = new WebSocket(request, stream, head, SUBPROTOCOLS, {
    maxLength: MESSAGE_LIMIT, // 1 byte less than 64 MiB by default
    extensions: DEFLATE ? [require('permessage-deflate')] : [], // none by default
  });

  const cooperation = new Cooperation({
    text: async (message) => {
      if (socket.readyState !== OPEN) {
        throw new Error('the connection is closing');
      }
      if (!socket.send(message)) {
        await once(socket, 'drain');
      }
    },
    close: (code, reason) => socket.close(code, reason),
    ping: (data) => socket.ping(data),
    report: true,
  });
  socket.on('error', (event) => console.error(event.message));
  socket.on('message', ({ data }) => {
    if (typeof data !== 'string' || !cooperation.handle(data)) {
      socket.send(data);
    }
  });
  socket.on('close', ({ code, reason }) => cooperation.ended(code, reason));
});

httpServer.listen(0, '127.0.0.1', () => announce(httpServer));
