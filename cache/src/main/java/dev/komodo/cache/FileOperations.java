package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;

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

    /// Creates a folder and its parents with mode 0700; harmless if it exists.
    void createFolder(Path folder) throws IOException;

    /// Creates a file with mode 0600 and forces its content to the disk.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is something at `file`
    void createFile(Path file, byte[] content) throws IOException;

    /// Gives a file a new name in one step, replacing what had it.
    void rename(Path from, Path to) throws IOException;

    /// Gives an existing file a second name.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is something at `link`
    void link(Path link, Path existing) throws IOException;

    /// Forces a folder's list of names to the disk.
    void forceFolder(Path folder) throws IOException;

    /// Sets the time of the last change to now, links not followed.
    void touch(Path file) throws IOException;

    /// Removes a file, whether or not it exists.
    ///
    /// @return whether it existed
    boolean delete(Path file) throws IOException;

    /// `count` bytes from the operating system's generator.
    byte[] randomBytes(int count) throws IOException;
}
