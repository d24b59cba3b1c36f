package dev.komodo.onnx.conformance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip archive of cases. Its names and sizes are not trusted: what is written is counted, and
/// nothing is written outside the folder that is asked for. Safe between threads.
final class CaseArchive implements AutoCloseable {
    /// The files that an archive may have.
    static final int MOST_ENTRIES = 1_000_000;

    /// The files that a case may have.
    static final int MOST_CASE_ENTRIES = 10_000;

    /// The bytes that a case may have, unpacked: more than protobuf's 2 GiB for its model.
    static final long MOST_CASE_BYTES = 4L << 30;

    private static final int PIECE = 1 << 16;

    private final Path file;
    private final ZipFile zip;
    private final TreeMap<String, ZipEntry> entries = new TreeMap<>();
    private final long mostCaseBytes;

    /// Opens an archive.
    ///
    /// @throws IOException if the file is not a zip archive, has too many entries, or one twice
    CaseArchive(Path file) throws IOException {
        this(file, MOST_CASE_BYTES);
    }

    /// An archive with another limit, for tests.
    CaseArchive(Path file, long mostCaseBytes) throws IOException {
        this.file = file;
        this.mostCaseBytes = mostCaseBytes;
        zip = open(file);
        try {
            index();
        } catch (IOException | RuntimeException | Error fault) {
            zip.close();
            throw fault;
        }
    }

    private static ZipFile open(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException fault) {
            throw new IOException(
                    file + " is not a zip archive that can be read: " + fault.getMessage(), fault);
        }
    }

    private void index() throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new IOException(
                    file
                            + " has "
                            + zip.size()
                            + " entries; archives of up to "
                            + MOST_ENTRIES
                            + " are read");
        }
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (!entry.isDirectory() && entries.put(entry.getName(), entry) != null) {
                throw new IOException(file + " holds the entry " + entry.getName() + " twice");
            }
        }
    }

    /// The folders that hold a model, each empty or with a slash at the end, in order.
    List<String> caseFolders() {
        List<String> folders = new ArrayList<>();
        for (String name : entries.keySet()) {
            int end = name.lastIndexOf('/') + 1;
            if (name.substring(end).equals(ConformanceCase.MODEL)) {
                folders.add(name.substring(0, end));
            }
        }
        return folders;
    }

    /// Unpacks the files below a folder of the archive.
    ///
    /// @param prefix the folder: empty, or with a slash at the end
    /// @param target an empty folder
    /// @throws IOException if a name leads out of the folder, a limit is reached, or an entry can't
    ///   be read
    void unpack(String prefix, Path target) throws IOException {
        long left = mostCaseBytes;
        int count = 0;
        for (ZipEntry entry : entries.tailMap(prefix, true).values()) {
            if (!entry.getName().startsWith(prefix)) {
                break;
            }
            if (++count > MOST_CASE_ENTRIES) {
                throw new IOException(
                        "the case has more than " + MOST_CASE_ENTRIES + " files in " + file);
            }
            Path to = inside(target, entry.getName().substring(prefix.length()));
            Files.createDirectories(to.getParent());
            left -= copy(entry, to, left);
        }
    }

    private Path inside(Path target, String name) throws IOException {
        try {
            Path path = Path.of(name);
            boolean isPlain = !path.isAbsolute() && !name.contains("\\");
            for (Path part : path) {
                isPlain &= !part.toString().equals("..") && !part.toString().equals(".");
            }
            Path resolved = target.resolve(path).normalize();
            if (isPlain && resolved.startsWith(target) && !resolved.equals(target)) {
                return resolved;
            }
        } catch (InvalidPathException fault) {
            throw refusedName(name, fault);
        }
        throw refusedName(name, null);
    }

    private IOException refusedName(String name, @Nullable Exception cause) {
        return new IOException(
                "the entry '" + name + "' of " + file + " does not name a file inside its case",
                cause);
    }

    private long copy(ZipEntry entry, Path to, long limit) throws IOException {
        byte[] piece = new byte[PIECE];
        long written = 0;
        try (InputStream content = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            for (int size; (size = content.read(piece)) >= 0; written += size) {
                if (size > limit - written) {
                    throw new IOException(
                            "the case has more than "
                                    + mostCaseBytes
                                    + " bytes, unpacked from "
                                    + file);
                }
                out.write(piece, 0, size);
            }
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
