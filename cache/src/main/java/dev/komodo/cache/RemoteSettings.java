package dev.komodo.cache;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A store that several machines share by plain HTTP: `GET <address>/<key>` and `PUT` of the same,
/// as the HTTP storage of Bazel and ccache has it.
///
/// | setting | default |
/// |---|---|
/// | address | `KOMODO_CACHE_REMOTE`; none |
/// | secretFile | `KOMODO_CACHE_SECRET_FILE`, see [GivenSecret]; without one there is no remote store |
/// | readOnly | `KOMODO_CACHE_REMOTE_READ_ONLY` is 1 |
/// | timeout | `KOMODO_CACHE_REMOTE_TIMEOUT` in whole seconds, else 5 s |
///
/// @param address an absolute `http` or `https` URI without query and fragment; user information is
///   sent as basic authentication (RFC 7617) and never shown
/// @param secretFile authenticates what is sent and received
/// @param readOnly whether nothing is sent
/// @param timeout for a whole transfer
public record RemoteSettings(URI address, Path secretFile, boolean readOnly, Duration timeout) {
    static final String ADDRESS_VARIABLE = "KOMODO_CACHE_REMOTE";
    static final String READ_ONLY_VARIABLE = "KOMODO_CACHE_REMOTE_READ_ONLY";
    static final String TIMEOUT_VARIABLE = "KOMODO_CACHE_REMOTE_TIMEOUT";

    /// The time for a whole transfer, by default.
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_SECONDS = 600;

    /// @throws IllegalArgumentException if the address is another one, or the timeout not positive
    public RemoteSettings {
        Objects.requireNonNull(secretFile, "secretFile");
        boolean isHttp =
                "http".equalsIgnoreCase(address.getScheme())
                        || "https".equalsIgnoreCase(address.getScheme());
        if (!isHttp
                || address.getHost() == null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "remote cache: expected http(s)://host/path without query or fragment");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("remote cache: the timeout must be positive");
        }
    }

    /// What the variables say. One that can't be understood must not stop a program: there is no
    /// remote store then, with a warning.
    static Optional<RemoteSettings> of(Map<String, String> environment, Warnings warnings) {
        try {
            String secret = environment.getOrDefault(GivenSecret.VARIABLE, "");
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(
                        "it needs a shared secret; name its file in " + GivenSecret.VARIABLE);
            }
            return Optional.of(
                    new RemoteSettings(
                            new URI(environment.getOrDefault(ADDRESS_VARIABLE, "")),
                            Path.of(secret),
                            environment.getOrDefault(READ_ONLY_VARIABLE, "").equals("1"),
                            timeout(environment.getOrDefault(TIMEOUT_VARIABLE, ""))));
        } catch (URISyntaxException | IllegalArgumentException e) {
            String reason = e instanceof URISyntaxException ? "it is no URI" : e.getMessage();
            warnings.warn(
                    Path.of(ADDRESS_VARIABLE), ADDRESS_VARIABLE + " is not used: " + reason + ".");
            return Optional.empty();
        }
    }

    private static Duration timeout(String text) {
        if (text.isEmpty()) {
            return TIMEOUT;
        }
        if (!text.matches("[0-9]{1,3}")
                || text.matches("0+")
                || Integer.parseInt(text) > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    TIMEOUT_VARIABLE
                            + " must be whole seconds in [1, "
                            + MOST_SECONDS
                            + "], found \""
                            + text
                            + "\"");
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    /// The address as people may see it: without user information.
    public String shownAddress() {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String path = address.getRawPath();
        return address.getScheme() + "://" + address.getHost() + port + (path == null ? "" : path);
    }

    /// Where an entry lies.
    URI of(CacheKey key) {
        String base = shownAddress();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + key.hex());
    }

    @Override
    public String toString() {
        return shownAddress()
                + (readOnly ? ", read only" : "")
                + ", timeout "
                + timeout.toMillis()
                + " ms";
    }
}
