package dev.komodo.natives;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Lets one process at a time unpack into a folder. It saves work; correctness does not rest on it:
/// after the longest wait, or on a file system without locks, its holder simply goes on.
final class UnpackLock implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final FileChannel channel;

    private UnpackLock(FileChannel channel) {
        this.channel = channel;
    }

    static UnpackLock await(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (attempt(channel) == null && System.nanoTime() < deadline) Thread.sleep(POLL);
        } catch (IOException e) {
            logger().log(
                            System.Logger.Level.DEBUG,
                            "no locks on " + file + ", unpacking anyway",
                            e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // for the caller; unpacking itself goes on
        }
        return new UnpackLock(channel);
    }

    /// Null while another process, or another class loader of this one, holds the lock.
    private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /// Gives the lock back.
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// Made when something is said, which is rare: the first logger takes milliseconds.
    private static System.Logger logger() {
        return System.getLogger(UnpackLock.class.getName());
    }
}
