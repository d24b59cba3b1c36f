package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A folder that is read and never written, not even a lock, as one that an image carries.
///
/// Its owner is the proof of its entries: it, every folder above and every file in it must belong
/// to this user or root, and nobody else may write to them. Its entries carry a code as all do,
/// with a key that is no secret ([#PUBLIC_KEY]), which tells damage from an entry but stops nobody;
/// so two builds of an image have equal bytes. Where the folder is an ordinary cache of this user,
/// its own secret is used.
final class ReadOnlyLayer implements CacheLayer {
    /// The key of layers' codes: the SHA-256 of `komodo read-only layer 1`.
    static final byte[] PUBLIC_KEY = Sha256.of("komodo read-only layer 1");

    private final Path folder;
    private final Surroundings surroundings;
    private final EntryFiles entries;
    private final Inventory inventory;

    private ReadOnlyLayer(Path folder, Surroundings surroundings, SigningKey key) {
        this.folder = folder;
        this.surroundings = surroundings;
        ObjectFolders folders = new ObjectFolders(folder, surroundings.files());
        this.inventory = new Inventory(folders, surroundings, folder.toString());
        this.entries =
                new EntryFiles(
                        folders,
                        surroundings.files(),
                        surroundings.trust(),
                        key,
                        Access.READABLE_BY_ALL);
    }

    /// Opens a layer.
    ///
    /// @throws CacheUnavailableException if there is none, or somebody else could have written to
    ///   it
    static ReadOnlyLayer open(Path asked, Surroundings surroundings)
            throws CacheUnavailableException {
        try {
            Path folder = asked.toRealPath();
            requireTrusted(folder, surroundings);
            return new ReadOnlyLayer(folder, surroundings, key(folder, surroundings));
        } catch (IOException | UnsupportedOperationException e) {
            throw new CacheUnavailableException(asked, e);
        }
    }

    /// Accepts a folder that only this user and root can have written to.
    static void requireTrusted(Path folder, Surroundings surroundings)
            throws IOException, CacheUnavailableException {
        String fault = surroundings.trust().pathFault(folder, surroundings.files());
        if (fault != null) {
            throw new CacheUnavailableException(folder, "as a layer it is not trusted: " + fault);
        }
    }

    private static SigningKey key(Path folder, Surroundings surroundings)
            throws IOException, CacheUnavailableException {
        try {
            surroundings.files().facts(folder.resolve(UserSecret.FILE_NAME));
        } catch (NoSuchFileException _) {
            return SigningKey.of(PUBLIC_KEY);
        }
        byte[] secret =
                UserSecret.loadOrCreate(folder, surroundings.files(), surroundings.trust()).bytes();
        return SigningKey.of(secret);
    }

    @Override
    public String origin() {
        return folder.toString();
    }

    @Override
    public boolean isDistant() {
        return false;
    }

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        try {
            return Optional.of(entries.read(key).entry());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | CacheUnavailableException | EntryFormatException e) {
            surroundings
                    .warnings()
                    .warn(
                            folder,
                            "cache layer "
                                    + folder
                                    + ": the entry "
                                    + key
                                    + " is not used: "
                                    + reason(e)
                                    + ". The kernel is compiled.");
            return Optional.empty();
        }
    }

    private static String reason(Exception fault) {
        return fault instanceof IOException
                ? "it can't be read: " + fault
                : String.valueOf(fault.getMessage());
    }

    @Override
    public Optional<Path> file(CacheKey key) {
        return inventory.file(key);
    }

    @Override
    public Optional<BrokenEntry> fault(CacheKey key) {
        return entries.fault(key)
                .map(fault -> new BrokenEntry(key, folder + ": " + fault.reason()));
    }

    @Override
    public void offer(CacheEntry entry) {}

    @Override
    public List<StoredEntry> list() {
        return inventory.list(Map.of());
    }

    @Override
    public List<BrokenEntry> verify() {
        List<BrokenEntry> broken = new ArrayList<>();
        for (CacheKey key : inventory.keys()) {
            fault(key).ifPresent(broken::add);
        }
        return List.copyOf(broken);
    }

    @Override
    public void close() {}
}
