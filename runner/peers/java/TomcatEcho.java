import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * An echo server on Tomcat, with its Jakarta WebSocket API. A connection lets one thread send at a time, the application
 * has to see to it. Its close sends 1000 if there is no code. The library counts text messages in UTF-16 code units.
 */
public class TomcatEcho extends Endpoint {
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, servlets) -> {
            ServerContainer container = (ServerContainer) servlets.getAttribute(ServerContainer.class.getName());
            container.setDefaultMaxTextMessageBufferSize(Peer.MESSAGE_LIMIT); // 8 KiB by default
            container.setDefaultMaxBinaryMessageBufferSize(Peer.MESSAGE_LIMIT);
            try {
                container.addEndpoint(ServerEndpointConfig.Builder.create(TomcatEcho.class, "/")
                    .subprotocols(Peer.SUBPROTOCOLS)
                    .configurator(Peer.deflate(arguments) ? new ServerEndpointConfig.Configurator() : new Plain())
                    .build());
            } catch (jakarta.websocket.DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }, Set.of());
        tomcat.start();
        Peer.announce(tomcat.getConnector().getLocalPort());
    }

    /** Agrees to no extension: permessage-deflate is on by default. */
    private static class Plain extends ServerEndpointConfig.Configurator {
        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }

    private Connection connection;

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        connection = new Connection(session);
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>) connection::received);
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) connection::received);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        connection.ended(reason.getCloseCode().getCode(), reason.getReasonPhrase());
    }

    @Override
    public void onError(Session session, Throwable error) {
        System.err.println(error);
    }

    private static class Connection extends Peer {
        private final Session session;

        Connection(Session session) {
            this.session = session;
        }

        void received(String message) {
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

        synchronized void received(ByteBuffer message) {
            try {
                session.getBasicRemote().sendBinary(message);
            } catch (IOException e) {
                System.err.println(e);
            }
        }

        @Override
        synchronized void text(String message) throws Exception {
            session.getBasicRemote().sendText(message);
        }

        @Override
        void close(int code, String reason) throws Exception {
            if (code == 0) {
                session.close();
            } else {
                session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
            }
        }

        @Override
        synchronized void ping(byte[] data) throws Exception {
            session.getBasicRemote().sendPing(ByteBuffer.wrap(data));
        }
    }
}
