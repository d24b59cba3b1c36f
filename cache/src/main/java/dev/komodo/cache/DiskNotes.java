package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notes in the folder of a cache: entries without an object, in folders of their own.
final class DiskNotes implements Notes {
    /// Below the cache's folder.
    static final String FOLDER = "notes";

    private static final String SIGNATURE = "note";
    private static final long MOST_BYTES = 1 << 16;

    private final EntryFiles files;
    private final Warnings warnings;
    private final CacheFolder folder;

    DiskNotes(CacheFolder folder, Surroundings surroundings, SigningKey secret) {
        ObjectFolders folders =
                new ObjectFolders(folder.path().resolve(FOLDER), surroundings.files());
        this.files =
                new EntryFiles(
                        folders,
                        surroundings.files(),
                        surroundings.trust(),
                        secret,
                        Access.PRIVATE);
        this.warnings = surroundings.warnings();
        this.folder = folder;
    }

    @Override
    public Optional<Map<String, String>> read(CacheKey question) {
        try {
            EntryMetadata metadata = files.read(question).entry().metadata();
            return SIGNATURE.equals(metadata.signature())
                    ? Optional.of(metadata.properties())
                    : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | CacheUnavailableException | EntryFormatException fault) {
            warnings.warn(
                    folder.path().resolve(FOLDER),
                    "the note "
                            + question
                            + " in "
                            + folder.path().resolve(FOLDER)
                            + " is not used: "
                            + fault.getMessage()
                            + ". It is made again.");
            return Optional.empty();
        }
    }

    @Override
    public boolean areAbsent() {
        return Files.notExists(folder.path().resolve(FOLDER));
    }

    @Override
    public void write(CacheKey question, Map<String, String> answer) {
        if (!folder.isWritable()) {
            return;
        }
        EntryMetadata metadata =
                new EntryMetadata(List.of(), SIGNATURE, List.of(), List.of(), answer);
        try {
            files.publish(new CacheEntry(question, metadata, new byte[0]), MOST_BYTES);
        } catch (IOException | CacheUnavailableException | EntryFormatException fault) {
            Warnings.trace("can't keep the note " + question + ": " + fault.getMessage());
        }
    }
}
