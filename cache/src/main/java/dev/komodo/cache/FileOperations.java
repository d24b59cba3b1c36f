package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// Everything that the cache asks of the file system, so that tests can make any step of it fail or
/// be the last.
interface FileOperations {
    /// What there is at a path, links not followed.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is nothing at `path`
    FileFacts facts(Path path) throws IOException;

    /// Exactly the first `size` bytes of a file, links not followed.
    ///
    /// @throws IOException if it has fewer bytes, or more
    byte[] read(Path file, int size) throws IOException;

    /// The first bytes of a file that may grow or shrink meanwhile, links not followed.
    ///
    /// @param most how many at most
    byte[] readStart(Path file, int most) throws IOException;

    /// Opens a folder, so that what is asked of it is asked of one and the same folder, whatever
    /// happens to its path meanwhile.
    OpenFolder open(Path folder) throws IOException;

    /// Whether this process may write to a folder, as far as the operating system tells without a
    /// try: false on a read-only mount.
    boolean isWritable(Path folder);

    /// Creates a folder and its parents; harmless if it exists.
    void createFolder(Path folder, Access access) throws IOException;

    /// Creates a file and forces its content to the disk.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is something at `file`
    void createFile(Path file, byte[] content, Access access) throws IOException;

    /// Adds bytes at the end of a file in one write, links not followed, without forcing them;
    /// creates it with mode 0600.
    void append(Path file, byte[] content) throws IOException;

    /// Gives a file a new name in one step, replacing what had it.
    void rename(Path from, Path to) throws IOException;

    /// Gives an existing file a second name.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is something at `link`
    void link(Path link, Path existing) throws IOException;

    /// Forces a folder's list of names to the disk.
    void forceFolder(Path folder) throws IOException;

    /// Sets the time of the last change, links not followed.
    void touch(Path file, Instant modified) throws IOException;

    /// Removes a file, whether or not it exists.
    ///
    /// @return whether it existed
    boolean delete(Path file) throws IOException;

    /// `count` bytes from the operating system's generator.
    byte[] randomBytes(int count) throws IOException;
}
