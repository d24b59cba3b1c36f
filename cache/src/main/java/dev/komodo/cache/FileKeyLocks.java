package dev.komodo.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;

/// Byte-range locks in the cache's one lock file: a key locks the byte at its hash modulo 2^62, far
/// beyond the file's end. The kernel gives the locks of a dead process back.
///
/// These are POSIX locks: the process loses all of them, without notice, when **any** of its
/// descriptors of the file is closed. So the file is opened once per process, never closed, and
/// never opened by anything else, not even to be read or listed; and it is never unlinked, or two
/// processes would lock two files. Only `tryLock` is used: a blocking `lock` closes the channel
/// when its thread is interrupted.
///
/// Two class loaders that both load this class (Spark, Tomcat) each open the file, and neither ever
/// closes it. The JDK keeps one table of locks for the process, so one loader sees the other's
/// locks as taken, by an [OverlappingFileLockException]. A loader that is unloaded would take its
/// channel along: the collector closes channels that nobody reaches, and with it the locks of all
/// loaders would go. So the channel stays reachable from the JDK itself until the process ends,
/// without keeping the loader ([#keepForEver]); a loader costs one descriptor for each cache it
/// locked.
final class FileKeyLocks implements KeyLocks {
    static final String FILE_NAME = "lock";

    private static final long POSITION_MASK = (1L << 62) - 1;
    private static final long HOUSEKEEPING = POSITION_MASK + 1;
    private static final Map<Path, FileChannel> OPEN = new HashMap<>();

    private final Path file;

    /// The locks of one cache.
    ///
    /// @param folder the cache's folder, as a real path, so that one file has one name
    FileKeyLocks(Path folder) {
        this.file = folder.resolve(FILE_NAME);
    }

    @Override
    public Optional<Held> tryLock(CacheKey key) throws IOException {
        return tryLock(position(key));
    }

    @Override
    public Optional<Held> tryLockHousekeeping() throws IOException {
        return tryLock(HOUSEKEEPING);
    }

    private Optional<Held> tryLock(long position) throws IOException {
        try {
            FileLock lock = channel().tryLock(position, 1, false);
            return lock == null ? Optional.empty() : Optional.of(lock::release);
        } catch (OverlappingFileLockException _) {
            return Optional
                    .empty(); // held by this process through another loader or a colliding key
        }
    }

    static long position(CacheKey key) {
        return Long.parseUnsignedLong(key.hex().substring(0, 16), 16) & POSITION_MASK;
    }

    private FileChannel channel() throws IOException {
        synchronized (OPEN) {
            FileChannel channel = OPEN.get(file);
            if (channel == null) {
                channel =
                        FileChannel.open(
                                file,
                                Set.of(
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE,
                                        LinkOption.NOFOLLOW_LINKS),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
                keepForEver(channel);
                OPEN.put(file, channel);
            }
            return channel;
        }
    }

    /// Makes a channel reachable from a shutdown hook that does nothing. All that hangs on the hook
    /// are classes of the JDK.
    private static void keepForEver(FileChannel channel) {
        Thread nothing = new Thread(null, null, "komodo-cache-lock", 0, false);
        Thread hook =
                new Thread(null, new FutureTask<>(nothing, channel), nothing.getName(), 0, false);
        nothing.setContextClassLoader(null);
        hook.setContextClassLoader(null);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException _) {
            return; // the process is ending: nothing is unloaded any more
        }
    }
}
