package dev.komodo.cache;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A plain HTTP server on this machine that keeps what is put, unless a test lets it misbehave.
final class LoopbackServer implements AutoCloseable {
    final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    final AtomicInteger requests = new AtomicInteger();

    /// Opened when the test is over: what hangs goes on then.
    final CountDownLatch end = new CountDownLatch(1);

    volatile Answer answer = this::serve;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /// Answers a request.
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    LoopbackServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/cache/",
                exchange -> {
                    requests.incrementAndGet();
                    try (exchange) {
                        answer.to(exchange);
                    }
                });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cache");
    }

    byte[] at(CacheKey key) {
        byte[] content = stored.get("/cache/" + key);
        if (content == null) {
            throw new AssertionError("nothing was put at " + key + ", only " + stored.keySet());
        }
        return content;
    }

    void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PUT")) {
            stored.put(path, exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(201, -1);
            return;
        }
        byte[] content = stored.get(path);
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /// Never answers.
    void hang(HttpExchange exchange) {
        awaitEnd();
    }

    /// Starts to answer, and stops in the middle.
    void stall(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
