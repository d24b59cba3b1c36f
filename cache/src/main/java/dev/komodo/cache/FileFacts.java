package dev.komodo.cache;

import java.nio.file.attribute.FileTime;

/// What the operating system says about a path itself, in one call, links not followed.
///
/// @param kind the file's type
/// @param owner the owner's user id
/// @param permissions the lowest twelve mode bits
/// @param byteSize the size in bytes
/// @param modified the time of the last change, which for an entry is its last use to within an
///   hour
/// @param created the time of creation where the file system keeps it
/// @param fileKey device and number of the file on it, as an object that is equal for equal files
record FileFacts(
        Kind kind,
        int owner,
        int permissions,
        long byteSize,
        FileTime modified,
        FileTime created,
        Object fileKey) {
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /// A line of a listing.
    StoredEntry describe(CacheKey key, long hits, String origin) {
        return new StoredEntry(
                key, byteSize, created.toInstant(), modified.toInstant(), hits, origin);
    }

    FileFacts withPermissions(int changed) {
        return new FileFacts(kind, owner, changed, byteSize, modified, created, fileKey);
    }

    /// Whether both describe the same file with the same owner, mode and size. Its time may differ:
    /// a sibling that finds an entry renews it.
    boolean sameFileAs(FileFacts other) {
        return fileKey.equals(other.fileKey)
                && kind == other.kind
                && owner == other.owner
                && permissions == other.permissions
                && byteSize == other.byteSize;
    }
}
