package dev.komodo.cache;

import java.nio.file.attribute.FileTime;

/// What the operating system says about a path itself, links not followed.
///
/// @param kind the file's type
/// @param owner the owner's user id
/// @param permissions the lowest nine mode bits
/// @param byteSize the size in bytes
/// @param modified the time of the last change, which for an entry is its last use to within a day
/// @param inode the file's number on its device
record FileFacts(
        Kind kind, int owner, int permissions, long byteSize, FileTime modified, long inode) {
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /// Whether both describe the same unchanged file.
    boolean sameFileAs(FileFacts other) {
        return inode == other.inode
                && byteSize == other.byteSize
                && modified.equals(other.modified);
    }
}
