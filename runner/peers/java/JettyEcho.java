import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketListener;
import org.eclipse.jetty.websocket.servlet.ServletUpgradeRequest;
import org.eclipse.jetty.websocket.servlet.ServletUpgradeResponse;
import org.eclipse.jetty.websocket.servlet.WebSocketServlet;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

/** An echo server on Jetty, with its own WebSocket API. Its close sends 1000 if there is no code. */
public class JettyEcho extends Peer implements WebSocketListener {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/");
        context.addServlet(new ServletHolder(new Upgrade(Peer.deflate(arguments))), ""); // the path / and no other
        server.start();
        Peer.announce(connector.getLocalPort());
    }

    private static class Upgrade extends WebSocketServlet {
        private final boolean deflate;

        Upgrade(boolean deflate) {
            this.deflate = deflate;
        }

        @Override
        public void configure(WebSocketServletFactory factory) {
            factory.getPolicy().setMaxTextMessageSize(MESSAGE_LIMIT); // 64 KiB by default
            factory.getPolicy().setMaxBinaryMessageSize(MESSAGE_LIMIT);
            if (!deflate) { // on by default
                factory.getExtensionFactory().unregister("permessage-deflate");
            }
            factory.setCreator(this::create);
        }

        private Object create(ServletUpgradeRequest request, ServletUpgradeResponse response) {
            request.getSubProtocols().stream().filter(SUBPROTOCOLS::contains).findFirst()
                .ifPresent(response::setAcceptedSubProtocol);
            return new JettyEcho();
        }
    }

    private Session session;

    @Override
    public void onWebSocketConnect(Session session) {
        this.session = session;
    }

    @Override
    public void onWebSocketText(String message) {
        try {
            if (!handle(message)) {
                text(message);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            System.err.println(e);
        }
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {
        try {
            session.getRemote().sendBytes(ByteBuffer.wrap(payload, offset, length));
        } catch (Exception e) {
            System.err.println(e);
        }
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        ended(code, reason);
    }

    @Override
    public void onWebSocketError(Throwable error) {
        System.err.println(error);
    }

    @Override
    void text(String message) throws Exception {
        session.getRemote().sendString(message);
    }

    @Override
    void close(int code, String reason) {
        if (code == 0) {
            session.close();
        } else {
            session.close(code, reason);
        }
    }

    @Override
    void ping(byte[] data) throws Exception {
        session.getRemote().sendPing(ByteBuffer.wrap(data));
    }
}
