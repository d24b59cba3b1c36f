package dev.komodo.cache;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Bytes at addresses of one server. The only class that knows the JDK's HTTP client; loaded when
/// something is first asked or sent. Safe between threads, which are daemons.
///
/// A transfer ends with its timeout, whatever the server does, and at a number of bytes. Redirects
/// are not followed: a server can't send the client, or what it authenticates with, elsewhere.
final class HttpStorage implements AutoCloseable {
    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final RemoteSettings settings;
    private final HttpClient client;
    private final BodyHandler<byte[]> limited;

    /// @param mostBytes longer answers are refused
    HttpStorage(RemoteSettings settings, long mostBytes) {
        this.settings = settings;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.timeout())
                        .build();
        this.limited =
                BodyHandlers.limiting(
                        answer ->
                                answer.statusCode() == OK
                                        ? BodySubscribers.ofByteArray()
                                        : BodySubscribers.replacing(new byte[0]),
                        mostBytes);
    }

    /// An answer that is neither the bytes nor that there are none.
    static final class StatusException extends IOException {
        private static final long serialVersionUID = 1L;

        StatusException(int status) {
            super("it answered with status " + status);
        }
    }

    /// No answer: nobody is there, or the time is up.
    static final class SilenceException extends IOException {
        private static final long serialVersionUID = 1L;

        SilenceException(Throwable cause) {
            super("it does not answer (" + cause + ")", cause);
        }
    }

    /// The bytes at an address, if there are any.
    ///
    /// @throws SilenceException if there is no answer in time
    /// @throws IOException for any other answer
    Optional<byte[]> get(URI address) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request(address).GET().build(), limited);
        try {
            HttpResponse<byte[]> response =
                    answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return switch (response.statusCode()) {
                case OK -> Optional.of(response.body());
                case NOT_FOUND, GONE -> Optional.empty();
                default -> throw new StatusException(response.statusCode());
            };
        } catch (TimeoutException e) {
            throw fault(e);
        } catch (ExecutionException e) {
            throw fault(e);
        } finally {
            answer.cancel(true); // ends the exchange if it goes on
        }
    }

    /// Sends bytes to an address.
    ///
    /// @return completes when they are there, or with the fault
    CompletableFuture<Void> put(URI address, byte[] content) {
        return client.sendAsync(
                        request(address).PUT(BodyPublishers.ofByteArray(content)).build(), limited)
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(
                        response ->
                                response.statusCode() >= OK && response.statusCode() < REDIRECTION
                                        ? CompletableFuture.completedFuture(null)
                                        : CompletableFuture.failedFuture(
                                                new StatusException(response.statusCode())));
    }

    /// A fault of a transfer, out of what futures wrap it in.
    static IOException fault(Throwable wrapped) {
        Throwable cause = wrapped.getCause();
        boolean isWrapper =
                wrapped instanceof ExecutionException || wrapped instanceof CompletionException;
        return switch (isWrapper && cause != null ? cause : wrapped) {
            case HttpTimeoutException late -> new SilenceException(late);
            case TimeoutException late -> new SilenceException(late);
            case ConnectException nobody -> new SilenceException(nobody);
            case IOException known -> known;
            case Throwable other -> new IOException(other);
        };
    }

    private HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(settings.timeout());
        String user = settings.address().getUserInfo();
        if (user != null) {
            byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        return request;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
