package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Entries in a folder of the local file system, one file each. See the package for the layout and
/// the invariants.
///
/// Reading an entry writes nothing, except that about once a day its time of change is set to now,
/// which is what a bounded cache orders its entries by.
public final class DiskStore implements ObjectStore {
    /// How stale an entry's time of change may become before a hit renews it.
    static final Duration RECENCY = Duration.ofDays(1);

    /// How long a caller waits for another process that computes the same key, by default.
    static final Duration WAIT_LIMIT = Duration.ofMinutes(2);

    private final Path folder;
    private final Surroundings surroundings;
    private final ObjectFolders objects;
    private final EntryFiles entries;
    private final SingleFlight flights;
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    private DiskStore(
            Path folder,
            Surroundings surroundings,
            ObjectFolders objects,
            EntryFiles entries,
            SingleFlight flights) {
        this.folder = folder;
        this.surroundings = surroundings;
        this.objects = objects;
        this.entries = entries;
        this.flights = flights;
    }

    /// Opens the cache of a location, and creates it if there is none. A link to the folder is
    /// followed, links below it are not.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(CacheLocation location) throws CacheUnavailableException {
        return open(location, WAIT_LIMIT);
    }

    /// Opens the cache of a location with another patience than two minutes for processes that
    /// compute the same key.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(CacheLocation location, Duration waitLimit)
            throws CacheUnavailableException {
        try {
            return open(location, Surroundings.ofThisProcess(), FileKeyLocks::new, waitLimit);
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            throw new CacheUnavailableException(location.folder(), e);
        }
    }

    /// How a store gets the locks of its folder.
    @FunctionalInterface
    interface LocksOfFolder {
        KeyLocks in(Path folder);
    }

    static DiskStore open(
            CacheLocation location,
            Surroundings surroundings,
            LocksOfFolder locks,
            Duration waitLimit)
            throws CacheUnavailableException {
        FileOperations files = surroundings.files();
        Path folder = trustedFolder(location.folder(), surroundings);
        byte[] secret = UserSecret.loadOrCreate(folder, files, surroundings.trust());
        Path root = folder.resolve("objects").resolve("v" + EntryFormat.VERSION);
        ObjectFolders objects = new ObjectFolders(root, files);
        return new DiskStore(
                folder,
                surroundings,
                objects,
                new EntryFiles(objects, files, surroundings.trust(), secret),
                new SingleFlight(
                        locks.in(folder),
                        waitLimit,
                        surroundings.warnings(),
                        folder.resolve(FileKeyLocks.FILE_NAME)));
    }

    /// The real path of the cache's folder, once it and the folders above its shards are trusted as
    /// far as they exist.
    private static Path trustedFolder(Path asked, Surroundings surroundings)
            throws CacheUnavailableException {
        try {
            surroundings.files().createFolder(asked);
            Path folder = asked.toRealPath();
            Path objects = folder.resolve("objects");
            for (Path part : List.of(folder, objects, objects.resolve("v" + EntryFormat.VERSION))) {
                requireTrusted(part, folder, surroundings);
            }
            return folder;
        } catch (IOException | UnsupportedOperationException e) {
            throw new CacheUnavailableException(asked, e);
        }
    }

    private static void requireTrusted(Path part, Path folder, Surroundings surroundings)
            throws IOException, CacheUnavailableException {
        try {
            FileFacts facts = surroundings.files().facts(part);
            String fault = surroundings.trust().fault(facts, FileFacts.Kind.FOLDER);
            if (fault != null) {
                throw new CacheUnavailableException(folder, part + ": " + fault);
            }
        } catch (NoSuchFileException _) {
            return; // made by the first entry, with mode 0700
        }
    }

    /// The folder that this store keeps its files in, links resolved.
    public Path folder() {
        return folder;
    }

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        try {
            EntryFiles.Read read = entries.read(key);
            renewRecency(key, read.facts());
            return Optional.of(read.entry());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (CacheUnavailableException e) {
            surroundings.warnings().warn(objects.folder(key), e.getMessage());
            return Optional.empty();
        } catch (EntryFormatException e) {
            setAside(key, e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            setAside(key, "it can't be read: " + e);
            return Optional.empty();
        }
    }

    @Override
    public boolean put(CacheEntry entry) {
        Path shard = objects.folder(entry.key());
        try {
            entries.publish(entry);
        } catch (IOException | CacheUnavailableException e) {
            surroundings.warnings().warn(shard, "cache folder " + shard + ": can't write: " + e);
            return false;
        } catch (EntryFormatException e) {
            Path file = objects.entry(entry.key());
            surroundings.warnings().warn(file, "not cached as " + file + ": " + e.getMessage());
            return false;
        }
        tidy(shard);
        return true;
    }

    @Override
    public Lookup getOrCompute(CacheKey key, Supplier<CacheEntry> compute) {
        return flights.getOrCompute(this, key, compute);
    }

    @Override
    public void reject(CacheKey key, String reason) {
        setAside(key, reason);
    }

    @Override
    public List<StoredEntry> list() {
        List<StoredEntry> listed = new ArrayList<>();
        for (Path file : allFiles()) {
            ObjectFolders.keyOf(file).flatMap(key -> describe(key, file)).ifPresent(listed::add);
        }
        return List.copyOf(listed);
    }

    @Override
    public Optional<Path> file(CacheKey key) {
        Path file = objects.entry(key);
        return describe(key, file).map(_ -> file);
    }

    private Optional<StoredEntry> describe(CacheKey key, Path file) {
        try {
            FileFacts facts = surroundings.files().facts(file);
            return Optional.of(
                    new StoredEntry(key, facts.byteSize(), facts.modified().toInstant()));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // removed meanwhile
        } catch (IOException e) {
            surroundings.warnings().warn(file, "cache entry " + file + ": " + e);
            return Optional.empty();
        }
    }

    @Override
    public boolean remove(CacheKey key) {
        return delete(objects.entry(key));
    }

    @Override
    public int clear() {
        int removed = 0;
        for (Path file : allFiles()) {
            if (ObjectFolders.keyOf(file).isPresent()) {
                removed += delete(file) ? 1 : 0;
            } else if (ObjectFolders.isDebris(file)) {
                delete(file);
            }
        }
        return removed;
    }

    private List<Path> allFiles() {
        try {
            return objects.all();
        } catch (IOException e) {
            surroundings
                    .warnings()
                    .warn(objects.root(), "cache folder " + objects.root() + ": can't list: " + e);
            return List.of();
        }
    }

    private boolean delete(Path file) {
        try {
            return surroundings.files().delete(file);
        } catch (IOException e) {
            surroundings.warnings().warn(file, "cache file " + file + ": can't remove: " + e);
            return false;
        }
    }

    private void setAside(CacheKey key, String reason) {
        Path file = objects.entry(key);
        String outcome = "moved to " + objects.setAside(key).getFileName();
        try {
            entries.setAside(key);
        } catch (NoSuchFileException _) {
            outcome = "removed meanwhile";
        } catch (IOException e) {
            outcome = "left in place, because it can't be moved (" + e + ")";
        }
        surroundings
                .warnings()
                .warn(
                        file,
                        "cache entry "
                                + file
                                + " is not used: "
                                + reason
                                + ". It was "
                                + outcome
                                + "; the kernel is compiled again.");
    }

    private void renewRecency(CacheKey key, FileFacts facts) {
        if (facts.modified().toInstant().plus(RECENCY).isAfter(surroundings.clock().instant())) {
            return;
        }
        try {
            surroundings.files().touch(objects.entry(key));
        } catch (IOException e) {
            // a read-only cache is in order; its entries only look older than they are
            System.getLogger("dev.komodo.cache")
                    .log(System.Logger.Level.DEBUG, "can't renew " + objects.entry(key), e);
        }
    }

    /// After an entry was published: makes its name durable, and once per process removes what dead
    /// writers left.
    private void tidy(Path shard) {
        try {
            surroundings.files().forceFolder(shard);
            if (swept.add(shard)) {
                objects.sweep(shard, surroundings.clock().instant());
                objects.sweep(folder, surroundings.clock().instant());
            }
        } catch (IOException e) {
            surroundings
                    .warnings()
                    .warn(
                            shard,
                            "cache folder "
                                    + shard
                                    + ": entries are written, but may be lost when the machine"
                                    + " fails: "
                                    + e);
        }
    }
}
