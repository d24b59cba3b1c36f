package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The folder of a store, once it is trusted: it and the folders above its shards, as far as they
/// exist, belong to this user or root, and nobody else may write to them.
///
/// @param path the real path
/// @param isWritable whether this process may write to it
record CacheFolder(Path path, boolean isWritable) {
    /// The folder at a path, created if there is none.
    ///
    /// Links above the folder are followed, once, here. The folder itself must not be one: another
    /// user may have put it there.
    ///
    /// @param access who may read what is created
    /// @throws CacheUnavailableException if it can't be created, read or trusted
    static CacheFolder open(Path asked, Surroundings surroundings, Access access)
            throws CacheUnavailableException {
        FileOperations files = surroundings.files();
        try {
            refuseLink(asked, files);
            files.createFolder(asked, access);
            Path folder = asked.toRealPath();
            ObjectFolders objects = new ObjectFolders(folder, files);
            for (Path part : List.of(folder, objects.objects(), objects.root())) {
                requireTrusted(part, folder, surroundings);
            }
            return new CacheFolder(folder, files.isWritable(folder));
        } catch (IOException | UnsupportedOperationException e) {
            throw new CacheUnavailableException(asked, e);
        }
    }

    private static void refuseLink(Path asked, FileOperations files)
            throws IOException, CacheUnavailableException {
        try {
            if (files.facts(asked).kind() == FileFacts.Kind.LINK) {
                throw new CacheUnavailableException(
                        asked, "it is a link, which is not followed; name the folder itself");
            }
        } catch (NoSuchFileException _) {
            return; // made next
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
            return; // made by the first entry
        }
    }
}
