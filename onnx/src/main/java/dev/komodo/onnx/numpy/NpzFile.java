package dev.komodo.onnx.numpy;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// An open `.npz` archive: a zip file with one `.npy` per named array. Nothing is extracted to
/// disk. Not safe between threads.
///
/// What the archive says about sizes is not believed: a member can't claim more than its compressed
/// bytes can become, and must become exactly what it claims. What a reader allocates is so at most
/// 1032 times the file, which is deflate's best.
public final class NpzFile implements Closeable {
    private static final String SUFFIX = ".npy";

    /// What one byte of deflate can become at most (source: zlib, "maximum compression factor").
    private static final long MAX_RATIO = 1032;

    /// The earliest time that a zip file can hold, so that equal arrays make equal files.
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path file;
    private final ZipFile zip;
    private final SequencedMap<String, ZipEntry> members;

    private NpzFile(Path file, ZipFile zip, SequencedMap<String, ZipEntry> members) {
        this.file = file;
        this.zip = zip;
        this.members = members;
    }

    /// Opens an archive and reads its list of members. The caller closes the result.
    ///
    /// @throws NumpyFormatException if it is no archive, a member does not end in `.npy`, or two
    ///   have the same name
    /// @throws IOException if it can't be read
    public static NpzFile open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new NumpyFormatException(file.toString(), 0, "not a regular file");
        }
        Files.size(file); // a file that is not there is told by its path
        try {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new NpzFile(file, zip, members(file, zip));
            } catch (IOException | RuntimeException fault) {
                try (zip) {
                    throw fault;
                }
            }
        } catch (ZipException | EOFException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static SequencedMap<String, ZipEntry> members(Path file, ZipFile zip)
            throws NumpyFormatException {
        SequencedMap<String, ZipEntry> members = new LinkedHashMap<>();
        for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
            ZipEntry entry = e.nextElement();
            String name = file + "!" + entry.getName();
            if (entry.isDirectory() || !entry.getName().endsWith(SUFFIX)) {
                throw new NumpyFormatException(name, 0, "a member that does not end in .npy");
            }
            String array = arrayName(entry.getName());
            if (members.put(array, entry) != null) {
                throw new NumpyFormatException(name, 0, "a second member of this name");
            }
        }
        return members;
    }

    private static String arrayName(String member) {
        return member.substring(0, member.length() - SUFFIX.length());
    }

    /// The names of the arrays, in the archive's order.
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /// Opens an array and reads its header. The caller closes the result before the archive.
    ///
    /// @param name with or without `.npy`
    /// @throws IllegalArgumentException if there is no such array
    /// @throws NumpyFormatException if the member is no array of exactly the size it claims
    /// @throws IOException if it can't be read
    public NpyStream open(String name) throws IOException {
        ZipEntry entry = members.get(name);
        if (entry == null && name.endsWith(SUFFIX)) {
            entry = members.get(arrayName(name));
        }
        if (entry == null) {
            throw new IllegalArgumentException(
                    file + " holds no array '" + name + "'; its arrays: " + names());
        }
        String place = file + "!" + entry.getName();
        requirePossible(entry, place);
        try {
            InputStream in = new CheckedMember(place, zip.getInputStream(entry), entry.getCrc());
            try {
                return NpyStream.of(place, in, entry.getSize());
            } catch (IOException | RuntimeException fault) {
                try (in) {
                    throw fault;
                }
            }
        } catch (ZipException | EOFException e) {
            throw unreadable(place, e);
        }
    }

    private void requirePossible(ZipEntry entry, String place) throws IOException {
        long packed = entry.getCompressedSize();
        long size = entry.getSize();
        boolean isStored = entry.getMethod() == ZipEntry.STORED;
        boolean isPossible =
                packed >= 0
                        && packed <= Files.size(file)
                        && size >= 0
                        && (isStored ? size == packed : size / MAX_RATIO <= packed);
        if (!isPossible) {
            throw new NumpyFormatException(
                    place,
                    0,
                    "the archive says that "
                            + packed
                            + " bytes of the file become "
                            + size
                            + ", which cannot be");
        }
    }

    /// The arrays of an archive by name, in the archive's order, in memory outside of the heap.
    ///
    /// @param maxBytes how many bytes the elements of all arrays may take together
    /// @throws NumpyFormatException if the archive or a member is not what it should be, two
    ///   members have the same name, or there are more bytes
    /// @throws IOException if it can't be read
    public static SequencedMap<String, NpyArray> read(Path file, long maxBytes) throws IOException {
        SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
        try (NpzFile npz = open(file)) {
            long left = maxBytes;
            for (String name : npz.names()) {
                try (NpyStream stream = npz.open(name)) {
                    left -= stream.byteSize();
                    if (left < 0) {
                        throw new NumpyFormatException(
                                file + "!" + name + SUFFIX,
                                0,
                                "the archive's arrays are larger than " + maxBytes + " bytes");
                    }
                    arrays.put(name, NpyArray.read(stream, Arena.ofAuto()));
                }
            }
        }
        return arrays;
    }

    /// Writes arrays to an archive, uncompressed as `numpy.savez` does, replacing it. Equal arrays
    /// give equal bytes.
    ///
    /// @throws IOException if it can't be written
    public static void write(Path file, Map<String, NpyArray> arrays) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out, arrays);
        }
    }

    /// Writes an archive to a stream, which stays open.
    ///
    /// @throws IOException if it can't be written
    public static void write(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NpyArray> named : arrays.entrySet()) {
            NpyArray array = named.getValue();
            CheckedOutputStream checksum =
                    new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
            NpyWriter.write(checksum, array);
            ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(
                    NpyWriter.header(array.type(), array.shape()).length
                            + array.segment().byteSize());
            entry.setCrc(checksum.getChecksum().getValue());
            entry.setTimeLocal(EPOCH);
            zip.putNextEntry(entry);
            NpyWriter.write(zip, array);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static NumpyFormatException unreadable(String place, IOException cause) {
        NumpyFormatException fault =
                new NumpyFormatException(
                        place, 0, "not a readable .npz archive: " + cause.getMessage());
        fault.initCause(cause);
        return fault;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
