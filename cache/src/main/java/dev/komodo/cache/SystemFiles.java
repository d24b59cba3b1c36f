package dev.komodo.cache;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The real file system.
///
/// Content is read and written through streams, not channels: a channel is closed by its thread's
/// interruption, which would make an interrupted caller's healthy entry look broken.
final class SystemFiles implements FileOperations {
    private static final int TYPE_MASK = 0xF000; // sys/stat.h: S_IFMT, S_IFREG, S_IFDIR, S_IFLNK
    private static final int TYPE_FILE = 0x8000;
    private static final int TYPE_FOLDER = 0x4000;
    private static final int TYPE_LINK = 0xA000;
    private static final int PERMISSIONS_MASK = 0xFFF;

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE = mode("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = mode("rw-------");

    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    @Override
    public FileFacts facts(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(
                        path,
                        "unix:uid,mode,size,lastModifiedTime,creationTime,fileKey",
                        LinkOption.NOFOLLOW_LINKS);
        int mode = attribute(attributes, "mode", Integer.class);
        FileFacts.Kind kind =
                switch (mode & TYPE_MASK) {
                    case TYPE_FILE -> FileFacts.Kind.FILE;
                    case TYPE_FOLDER -> FileFacts.Kind.FOLDER;
                    case TYPE_LINK -> FileFacts.Kind.LINK;
                    default -> FileFacts.Kind.OTHER;
                };
        return new FileFacts(
                kind,
                attribute(attributes, "uid", Integer.class),
                mode & PERMISSIONS_MASK,
                attribute(attributes, "size", Long.class),
                attribute(attributes, "lastModifiedTime", FileTime.class),
                attribute(attributes, "creationTime", FileTime.class),
                attribute(attributes, "fileKey", Object.class));
    }

    private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }

    @Override
    public byte[] read(Path file, int size) throws IOException {
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = new byte[size];
            if (in.readNBytes(content, 0, size) < size || in.read() >= 0) {
                throw new EOFException(
                        file + " changed its size of " + size + " while it was read");
            }
            return content;
        }
    }

    @Override
    public byte[] readStart(Path file, int most) throws IOException {
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(most);
        }
    }

    @Override
    public OpenFolder open(Path folder) throws IOException {
        return OpenFolder.open(folder);
    }

    @Override
    public boolean isWritable(Path folder) {
        return Files.isWritable(folder);
    }

    @Override
    public void createFolder(Path folder, Access access) throws IOException {
        switch (access) {
            case PRIVATE -> Files.createDirectories(folder, FOLDER_MODE);
            case READABLE_BY_ALL -> createReadableFolder(folder);
        }
    }

    /// One folder after the other: the umask may take bits from a mode that creation asks for.
    private static void createReadableFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createReadableFolder(parent);
        }
        try {
            Files.createDirectory(folder, FOLDER_MODE);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    @Override
    public void createFile(Path file, byte[] content, Access access) throws IOException {
        Files.createFile(file, FILE_MODE);
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content);
            if (access == Access.READABLE_BY_ALL) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
            out.getFD().sync();
        }
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        boolean interrupted = Thread.interrupted(); // else the channel would close at once
        try (FileChannel channel = FileChannel.open(file, APPEND, FILE_MODE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        Files.createLink(link, existing);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted(); // else the channel would close at once
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void touch(Path file, Instant modified) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(modified), null, null);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public byte[] randomBytes(int count) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/dev/urandom"))) {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("/dev/urandom ended after " + bytes.length + " bytes");
            }
            return bytes;
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
