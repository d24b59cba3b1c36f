package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Entries in a folder of the local file system, one file each. See the package for the layout and
/// the invariants.
///
/// Reading an entry writes nothing, except that about once an hour its time of change is set to
/// now, which is what eviction orders entries by.
public final class DiskStore implements ObjectStore {
    /// How stale an entry's time of change may become before a hit renews it.
    static final Duration RECENCY = Duration.ofHours(1);

    private final CacheFolder folder;
    private final Surroundings surroundings;
    private final ObjectFolders objects;
    private final EntryFiles entries;
    private final Inventory inventory;
    private final SingleFlight flights;
    private final Eviction eviction;
    private final HitCounts hits;
    private final Notes notes;
    private final CacheSize maxSize;
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    private DiskStore(
            CacheFolder folder,
            Surroundings surroundings,
            CacheSettings settings,
            SigningKey secret,
            Access access,
            KeyLocks locks) {
        FileOperations files = surroundings.files();
        this.folder = folder;
        this.surroundings = surroundings;
        this.maxSize = settings.maxSize();
        this.objects = new ObjectFolders(folder.path(), files);
        this.entries = new EntryFiles(objects, files, surroundings.trust(), secret, access);
        this.inventory = new Inventory(objects, surroundings, folder.path().toString());
        this.notes = // what has a public key proves nothing
                access == Access.PRIVATE ? new DiskNotes(folder, surroundings, secret) : Notes.NONE;
        this.hits = new HitCounts(folder.path(), files);
        this.eviction = new Eviction(objects, surroundings, locks, maxSize, hits);
        this.flights =
                new SingleFlight(
                        locks, settings.waitLimit(), surroundings.warnings(), folder.path());
    }

    /// Opens the cache of a location with the settings of this process, and creates it if there is
    /// none. The folder must not be a link.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(CacheLocation location) throws CacheUnavailableException {
        return open(CacheSettings.of(location));
    }

    /// Opens the folder of a cache, without its layers.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    public static DiskStore open(CacheSettings settings) throws CacheUnavailableException {
        return open(settings, surroundings(settings.location().folder()), FileKeyLocks::new);
    }

    /// Opens a folder to fill it as a read-only layer for others, and creates it if there is none:
    /// everybody may read it, its entries are signed with a key that is no secret, there are no
    /// locks, no bound and no other files than entries. Put it where only root or the reader can
    /// write, see [CacheSettings#layers].
    ///
    /// @throws CacheUnavailableException if the folder can't be created, written or trusted
    public static DiskStore writingLayer(Path folder) throws CacheUnavailableException {
        return writingLayer(folder, surroundings(folder));
    }

    static DiskStore writingLayer(Path asked, Surroundings surroundings)
            throws CacheUnavailableException {
        CacheFolder folder = CacheFolder.open(asked, surroundings, Access.READABLE_BY_ALL);
        if (!folder.isWritable()) {
            throw new CacheUnavailableException(asked, "it can't be written");
        }
        return new DiskStore(
                folder,
                surroundings,
                CacheSettings.of(CacheLocation.explicit(asked)).maxSize(CacheSize.UNLIMITED),
                SigningKey.of(ReadOnlyLayer.PUBLIC_KEY),
                Access.READABLE_BY_ALL,
                KeyLocks.WITHIN_PROCESS);
    }

    private static Surroundings surroundings(Path folder) throws CacheUnavailableException {
        try {
            return Surroundings.ofThisProcess();
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            throw new CacheUnavailableException(folder, e);
        }
    }

    /// How a store gets the locks of its folder.
    @FunctionalInterface
    interface LocksOfFolder {
        KeyLocks in(Path folder);
    }

    static DiskStore open(CacheSettings settings, Surroundings surroundings, LocksOfFolder locks)
            throws CacheUnavailableException {
        CacheFolder folder =
                CacheFolder.open(settings.location().folder(), surroundings, Access.PRIVATE);
        UserSecret secret =
                UserSecret.loadOrCreate(folder.path(), surroundings.files(), surroundings.trust());
        if (!folder.isWritable()) {
            surroundings
                    .warnings()
                    .warn(
                            folder.path(),
                            "cache folder "
                                    + folder.path()
                                    + " can't be written: what it has is used, what is compiled is"
                                    + " not kept. Name another one with KOMODO_CACHE.");
        }
        return new DiskStore(
                folder,
                surroundings,
                settings,
                secret,
                Access.PRIVATE,
                folder.isWritable() ? locks.in(folder.path()) : KeyLocks.WITHIN_PROCESS);
    }

    /// The folder that this store keeps its files in, links resolved.
    public Path folder() {
        return folder.path();
    }

    SingleFlight flights() {
        return flights;
    }

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        Optional<EntryFiles.Read> read = read(key);
        read.ifPresent(found -> countHit(key, found.facts()));
        return read.map(EntryFiles.Read::entry);
    }

    @Override
    public Optional<CacheEntry> peek(CacheKey key) {
        return read(key).map(EntryFiles.Read::entry);
    }

    private Optional<EntryFiles.Read> read(CacheKey key) {
        try {
            return Optional.of(entries.read(key));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (CacheUnavailableException e) {
            surroundings.warnings().warn(objects.folder(key), e.getMessage());
            return Optional.empty();
        } catch (EntryFormatException e) {
            setAside(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (IOException e) {
            setAside(key, "it can't be read: " + e);
            return Optional.empty();
        }
    }

    @Override
    public boolean put(CacheEntry entry) {
        if (!folder.isWritable()) {
            return false; // said when the store was opened
        }
        Path shard = objects.folder(entry.key());
        Path file = objects.entry(entry.key());
        try {
            long byteSize = entries.publish(entry, maxSize.bytes());
            tidy(shard);
            eviction.afterPut(file, byteSize);
            return true;
        } catch (CacheUnavailableException e) {
            surroundings.warnings().warn(shard, e.getMessage());
            return false;
        } catch (IOException e) {
            Path place = folder.path(); // one warning, not one for each shard
            surroundings
                    .warnings()
                    .warn(
                            place,
                            "cache folder "
                                    + place
                                    + ": can't write "
                                    + shard
                                    + ": "
                                    + e
                                    + ". The kernel is not kept; make room, or name another folder"
                                    + " with KOMODO_CACHE");
            return false;
        } catch (EntryFormatException e) {
            surroundings.warnings().warn(file, "not cached as " + file + ": " + e.getMessage());
            return false;
        }
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
        return inventory.list(hits.read());
    }

    @Override
    public Optional<Path> file(CacheKey key) {
        return inventory.file(key);
    }

    @Override
    public List<BrokenEntry> verify() {
        List<BrokenEntry> broken = new ArrayList<>();
        for (CacheKey key : inventory.keys()) {
            entries.fault(key).ifPresent(fault -> broken.add(setAside(fault)));
        }
        return List.copyOf(broken);
    }

    @Override
    public Optional<BrokenEntry> fault(CacheKey key) {
        return entries.fault(key);
    }

    @Override
    public List<Path> setAside() {
        return inventory.setAside();
    }

    private BrokenEntry setAside(BrokenEntry broken) {
        setAside(broken.key(), broken.reason());
        return broken;
    }

    @Override
    public boolean remove(CacheKey key) {
        return inventory.delete(objects.entry(key));
    }

    @Override
    public int clear() {
        return inventory.clear();
    }

    @Override
    public Evicted collect(CacheSize size) {
        return eviction.collect(size, null);
    }

    @Override
    public Notes notes() {
        return notes;
    }

    /// Tells the other processes of this one's hits. The store can be used afterwards all the same.
    @Override
    public void close() {
        if (folder.isWritable()) {
            hits.flush();
        }
    }

    private void setAside(CacheKey key, String reason) {
        Path file = objects.entry(key);
        String outcome = "moved to " + objects.setAside(key).getFileName();
        try {
            entries.setAside(key);
        } catch (NoSuchFileException _) {
            outcome = "removed meanwhile";
        } catch (IOException | CacheUnavailableException e) {
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

    /// Keeps what a hit tells: once in a while the entry's time, and a count in memory. A time in
    /// the future is put right too.
    private void countHit(CacheKey key, FileFacts facts) {
        if (!folder.isWritable()) {
            return;
        }
        hits.add(key);
        Instant now = surroundings.clock().instant();
        Duration age = Duration.between(facts.modified().toInstant(), now);
        if (age.abs().compareTo(RECENCY) < 0) {
            return;
        }
        try {
            surroundings.files().touch(objects.entry(key), now);
        } catch (IOException e) {
            Warnings.trace("can't renew " + objects.entry(key) + ": " + e);
        }
    }

    /// After an entry was published: makes its name durable, and once per process removes what dead
    /// writers left.
    private void tidy(Path shard) {
        try {
            surroundings.files().forceFolder(shard);
            if (swept.add(shard)) {
                objects.sweepShard(shard, surroundings.clock().instant());
                objects.sweepRoot(surroundings.clock().instant());
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
