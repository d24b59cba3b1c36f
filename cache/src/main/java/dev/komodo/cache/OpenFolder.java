package dev.komodo.cache;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;

/// A folder by its descriptor: `fstat`, `fstatat` and `openat` instead of paths, so that nobody who
/// may rename a parent can show one folder to a check and another to the read that follows.
final class OpenFolder implements AutoCloseable {
    private static final Set<OpenOption> READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> folder;

    private OpenFolder(SecureDirectoryStream<Path> folder) {
        this.folder = folder;
    }

    /// @throws UnsupportedOperationException if this system opens files by path only
    @SuppressWarnings("StreamResourceLeak") // closed with the folder that is returned
    static OpenFolder open(Path path) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new OpenFolder(secure);
        }
        stream.close();
        throw new UnsupportedOperationException(
                "files can't be opened relative to a folder on this system");
    }

    /// Whether facts that were found **after** this folder was opened are this folder's. Before,
    /// they could be of a folder that is gone and whose number was given to this one.
    boolean isDescribedBy(FileFacts facts) throws IOException {
        return facts.fileKey()
                .equals(
                        folder.getFileAttributeView(BasicFileAttributeView.class)
                                .readAttributes()
                                .fileKey());
    }

    /// Whether facts are those of the file with a name in this folder, links not followed.
    boolean holds(Path name, FileFacts facts) throws IOException {
        return facts.fileKey()
                .equals(
                        folder.getFileAttributeView(
                                        name,
                                        BasicFileAttributeView.class,
                                        LinkOption.NOFOLLOW_LINKS)
                                .readAttributes()
                                .fileKey());
    }

    /// Exactly `size` bytes of the file with a name in this folder, links not followed.
    ///
    /// @throws IOException if it has fewer bytes, or more
    byte[] read(Path name, int size) throws IOException {
        boolean interrupted = Thread.interrupted(); // else the channel would close at once
        try (SeekableByteChannel channel = folder.newByteChannel(name, READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(size);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            if (bytes.hasRemaining() || channel.size() != size) {
                throw new EOFException(name + " has another size than " + size + " bytes");
            }
            return bytes.array();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
