package dev.komodo.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// Stores of which an experiment sees the warnings, orders the file operations, or takes the locks
/// away.
public final class Stores {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Stores() {}

    /// Told before each operation on the file system; it may wait, or throw to end the "process".
    @FunctionalInterface
    public interface Operations {
        /// An operation is about to begin.
        ///
        /// @param name the operation, a method of `FileOperations`
        void before(String name);
    }

    /// A store whose warnings go to `warnings`.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(Path folder, Consumer<String> warnings)
            throws CacheUnavailableException {
        return open(folder, warnings, _ -> {}, FileKeyLocks::new);
    }

    /// A store whose operations on the file system are announced.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(Path folder, Consumer<String> warnings, Operations operations)
            throws CacheUnavailableException {
        return open(folder, warnings, operations, FileKeyLocks::new);
    }

    /// A store that does not know what other processes do.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore withoutLocks(Path folder) throws CacheUnavailableException {
        return open(folder, System.err::println, _ -> {}, _ -> KeyLocks.WITHIN_PROCESS);
    }

    private static DiskStore open(
            Path folder,
            Consumer<String> warnings,
            Operations operations,
            DiskStore.LocksOfFolder locks)
            throws CacheUnavailableException {
        try {
            return DiskStore.open(
                    new CacheSettings(
                            CacheLocation.explicit(folder), CacheSize.DEFAULT, List.of(), PATIENCE),
                    new Surroundings(
                            announced(operations),
                            Trust.ofThisProcess(),
                            new Warnings(warnings),
                            InstantSource.system()),
                    locks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileOperations announced(Operations operations) {
        FileOperations real = new SystemFiles();
        return (FileOperations)
                Proxy.newProxyInstance(
                        Stores.class.getClassLoader(),
                        new Class<?>[] {FileOperations.class},
                        (_, method, arguments) -> {
                            operations.before(method.getName());
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
