'use strict';

// An echo server on websocket (WebSocket-Node). By default the library splits
// outgoing messages into fragments of 16 KiB and pings an idle client after 20
// seconds. Its close always sends a code, 1000 if there is none, and a reason:
// its own text if there is none.

const http = require('node:http');
const { server: WebSocketServer } = require('websocket');
const { MESSAGE_LIMIT, SUBPROTOCOLS, Cooperation, announce } = require('./peer.js');

const httpServer = http.createServer((request, response) => {
  response.writeHead(404);
  response.end();
});

const server = new WebSocketServer({
  httpServer,
  autoAcceptConnections: false,
  maxReceivedMessageSize: MESSAGE_LIMIT, // the default
  maxReceivedFrameSize: MESSAGE_LIMIT, // 64 KiB by default
});

server.on('request', (request) => {
  if (request.resourceURL.pathname !== '/') {
    request.reject(404);
    return;
  }
  const subprotocol = SUBPROTOCOLS.find((name) => request.requestedProtocols.includes(name));
  const connection = request.accept(subprotocol, request.origin);

  const cooperation = new Cooperation({
    text: (message) => new Promise((resolve, reject) => {
      // The library would send data even after a Close frame.
      if (!connection.connected) {
        reject(new Error('the connection is closing'));
        return;
      }
      connection.sendUTF(message, (error) => (error ? reject(error) : resolve()));
    }),
    close: (code, reason) => connection.close(code, reason),
    ping: (data) => connection.ping(data),
    report: true,
  });
  connection.on('message', (message) => {
    if (message.type === 'binary') {
      connection.sendBytes(message.binaryData);
    } else if (!cooperation.handle(message.utf8Data)) {
      connection.sendUTF(message.utf8Data);
    }
  });
  connection.on('close', (code, description) => cooperation.ended(code, description));
});

httpServer.listen(0, '127.0.0.1', () => announce(httpServer));
