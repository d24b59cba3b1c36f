package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A store that several machines share, see [RemoteSettings]. Neither its server nor the way to it
/// is trusted: what comes must carry a code that only the holders of the given secret can make.
///
/// Nothing that goes wrong here is more than a miss and one line in the log, and a server that does
/// not answer is left alone for a while ([CircuitBreaker]). What this process compiles is sent in
/// the background; closing waits for it as long as one transfer may take.
final class RemoteLayer implements CacheLayer {
    /// Larger entries are neither sent nor received.
    static final int MOST_BYTES = 64 << 20;

    private static final int MOST_UPLOADS = 8;
    private static final String HTTP = "java.net.http";

    private final RemoteSettings settings;
    private final byte[] secret;
    private final Warnings warnings;
    private final CircuitBreaker breaker;
    private final long mostBytes;
    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);
    private @Nullable HttpStorage storage;

    RemoteLayer(RemoteSettings settings, byte[] secret, Surroundings surroundings, long mostBytes) {
        this.settings = settings;
        this.secret = secret;
        this.warnings = surroundings.warnings();
        this.breaker = new CircuitBreaker(surroundings.clock());
        this.mostBytes = mostBytes;
    }

    /// Opens a remote store. Nobody is asked yet.
    ///
    /// @throws RefusedFileException if the secret can't be used
    static Optional<CacheLayer> open(RemoteSettings settings, Surroundings surroundings)
            throws RefusedFileException {
        if (ModuleLayer.boot().findModule(HTTP).isEmpty()) {
            surroundings
                    .warnings()
                    .warn(
                            Path.of(RemoteSettings.ADDRESS_VARIABLE),
                            "the remote cache is not used: this Java runtime lacks the module "
                                    + HTTP
                                    + "; start it with --add-modules "
                                    + HTTP);
            return Optional.empty();
        }
        byte[] secret =
                GivenSecret.read(settings.secretFile(), surroundings).keyFor("remote entry");
        return Optional.of(new RemoteLayer(settings, secret, surroundings, MOST_BYTES));
    }

    @Override
    public String origin() {
        return settings.shownAddress();
    }

    @Override
    public boolean isDistant() {
        return true;
    }

    private synchronized HttpStorage storage() {
        HttpStorage known = storage;
        if (known == null) {
            storage = known = new HttpStorage(settings, mostBytes);
        }
        return known;
    }

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        if (!breaker.allows()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> content = storage().get(settings.of(key));
            Optional<CacheEntry> entry =
                    content.isEmpty()
                            ? Optional.empty()
                            : Optional.of(EntryFormat.decode(content.get(), key, secret));
            breaker.succeeded();
            return entry;
        } catch (EntryFormatException e) {
            breaker.failed();
            warnings.warn(
                    Path.of(RemoteSettings.ADDRESS_VARIABLE, "entry"),
                    "remote cache "
                            + origin()
                            + ": the entry "
                            + key
                            + " is not used: "
                            + e.getMessage()
                            + ". The kernel is compiled.");
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private void failed(IOException fault) {
        if (fault instanceof HttpStorage.SilenceException) {
            breaker.open();
        } else {
            breaker.failed();
        }
        warnings.warn(
                Path.of(RemoteSettings.ADDRESS_VARIABLE),
                "remote cache "
                        + origin()
                        + ": "
                        + fault.getMessage()
                        + ". Kernels are compiled without it.");
    }

    @Override
    public Optional<Path> file(CacheKey key) {
        return Optional.empty();
    }

    @Override
    public void offer(CacheEntry entry) {
        if (settings.readOnly() || !breaker.allows() || !uploads.tryAcquire()) {
            return; // with many transfers under way, others will compile and send this one
        }
        boolean started = false;
        try {
            byte[] content = EntryFormat.encode(entry, secret);
            if (content.length <= mostBytes) {
                send(settings.of(entry.key()), content);
                started = true;
            }
        } catch (EntryFormatException e) {
            Warnings.trace("not sent: " + e.getMessage());
        } finally {
            if (!started) {
                uploads.release();
            }
        }
    }

    private void send(URI address, byte[] content) {
        var _ = storage().put(address, content).handle((_, fault) -> settle(fault));
    }

    private @Nullable Void settle(@Nullable Throwable fault) {
        if (fault == null) {
            breaker.succeeded();
        } else {
            failed(HttpStorage.fault(fault));
        }
        uploads.release();
        return null;
    }

    /// Plain HTTP can't tell.
    @Override
    public List<StoredEntry> list() {
        return List.of();
    }

    @Override
    public List<BrokenEntry> verify() {
        return List.of();
    }

    @Override
    public void close() {
        HttpStorage used;
        synchronized (this) {
            used = storage;
            storage = null; // a later use starts anew
        }
        if (used == null) {
            return;
        }
        try {
            if (uploads.tryAcquire(
                    MOST_UPLOADS, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                uploads.release(MOST_UPLOADS);
            } else {
                Warnings.trace("remote cache " + origin() + ": closed before all was sent");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            used.close();
        }
    }
}
