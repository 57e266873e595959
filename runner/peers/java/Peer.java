import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the echo servers in this folder share: starting and stopping the process, the wsspec: messages, and how a watched
 * connection ended. There is one for each connection.
 */
abstract class Peer {
    static final int MESSAGE_LIMIT = 1024 * 1024;
    static final List<String> SUBPROTOCOLS = List.of("chat", "superchat");

    /** How a connection ended. */
    private record Ending(int code, String reason) {}

    private static final Map<String, CompletableFuture<Ending>> endings = new ConcurrentHashMap<>();
    private static final ExecutorService beside = Executors.newCachedThreadPool();
    private static final Pattern message = Pattern.compile("wsspec:(\\w+)(?: (.*))?", Pattern.DOTALL);
    private static final Pattern close = Pattern.compile("(?:(\\d{1,9})(?: (.*))?)?", Pattern.DOTALL);
    private static final Pattern send = Pattern.compile("(\\d{1,9}) (\\d{1,9})");

    private final List<String> watched = new ArrayList<>();

    /** Tells whether the server was asked to switch permessage-deflate on. */
    static boolean deflate(String[] arguments) {
        return List.of(arguments).contains("deflate");
    }

    /** Tells the address, and exits at the end of standard input. */
    static void announce(int port) throws Exception {
        System.out.println("listening on 127.0.0.1:" + port);
        System.in.readAllBytes();
        Runtime.getRuntime().halt(0);
    }

    /** Sends a text message; called from several threads. */
    abstract void text(String message) throws Exception;

    /** Starts the closing handshake. Without a code, code is 0. */
    abstract void close(int code, String reason) throws Exception;

    abstract void ping(byte[] data) throws Exception;

    /** Does what a wsspec: text message asks for. Returns false for any message that is to be echoed. */
    boolean handle(String text) throws Exception {
        Matcher parts = message.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        String argument = parts.group(2) == null ? "" : parts.group(2);
        switch (parts.group(1)) {
            case "hello":
                text("wsspec:ready close send ping fail report");
                return true;
            case "close":
                Matcher closing = close.matcher(argument);
                if (!closing.matches()) {
                    return false;
                }
                int code = closing.group(1) == null ? 0 : Integer.parseInt(closing.group(1));
                close(code, closing.group(2) == null ? "" : closing.group(2));
                return true;
            case "send":
                Matcher sending = send.matcher(argument);
                if (!sending.matches()) {
                    return false;
                }
                int count = Integer.parseInt(sending.group(1));
                String x = "x".repeat(Integer.parseInt(sending.group(2)));
                beside(() -> {
                    for (int sent = 0; sent < count; sent++) {
                        text(x);
                    }
                });
                return true;
            case "ping":
                ping(argument.getBytes("UTF-8"));
                return true;
            case "fail":
                throw new IllegalStateException("wsspec:fail");
            case "watch":
                synchronized (watched) {
                    watched.add(argument);
                }
                text("wsspec:watching " + argument);
                return true;
            case "report":
                endingOf(argument).thenAccept(e -> beside(() -> text("wsspec:closed " + e.code + " unknown " + e.reason)));
                return true;
            default:
                return false;
        }
    }

    /** Tells how the connection ended, as the library reported it. */
    void ended(int code, String reason) {
        synchronized (watched) {
            watched.forEach(id -> endingOf(id).complete(new Ending(code, reason == null ? "" : reason)));
        }
    }

    /** Asked for by wsspec:watch and by wsspec:report, in whichever order they arrive. */
    private static CompletableFuture<Ending> endingOf(String id) {
        return endings.computeIfAbsent(id, unknown -> new CompletableFuture<>());
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Does something beside the thread that reads. A failed write ends it. */
    private static void beside(Work work) {
        beside.execute(() -> {
            try {
                work.run();
            } catch (Exception e) {
                System.err.println(e);
            }
        });
    }
}
