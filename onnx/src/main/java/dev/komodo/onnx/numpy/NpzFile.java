package dev.komodo.onnx.numpy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Reads and writes `.npz` archives: a zip file with one `.npy` per named array.
public final class NpzFile {
    private static final String SUFFIX = ".npy";

    /// The earliest time that a zip file can hold, so that equal arrays make equal files.
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFile() {}

    /// The arrays of an archive by name, in the archive's order. Nothing is extracted to disk.
    ///
    /// @throws NumpyFormatException if the archive or a member is not what it should be, two
    ///   members have the same name, or they inflate to more than 2 GiB or a quarter of the heap
    /// @throws IOException if it can't be read
    public static SequencedMap<String, NpyArray> read(Path file) throws IOException {
        return read(file, Math.min(NpyReader.MAX_BYTES, Runtime.getRuntime().maxMemory() / 4));
    }

    static SequencedMap<String, NpyArray> read(Path file, long maxBytes) throws IOException {
        SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long left = maxBytes;
            for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
                ZipEntry entry = e.nextElement();
                String name = file + "!" + entry.getName();
                byte[] content = inflate(zip, entry, name, left);
                left -= content.length;
                NpyArray array = NpyReader.read(name, content);
                if (arrays.put(arrayName(entry, name), array) != null) {
                    throw new NumpyFormatException(name, 0, "a second member of this name");
                }
            }
        } catch (ZipException | EOFException e) {
            NumpyFormatException fault =
                    new NumpyFormatException(
                            file.toString(), 0, "not a readable .npz archive: " + e.getMessage());
            fault.initCause(e);
            throw fault;
        }
        return arrays;
    }

    /// Writes arrays to an archive, uncompressed as `numpy.savez` does, replacing it. Equal arrays
    /// give equal bytes.
    ///
    /// @throws IOException if it can't be written
    public static void write(Path file, Map<String, NpyArray> arrays) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, NpyArray> named : arrays.entrySet()) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                NpyWriter.write(content, named.getValue());
                ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.size());
                entry.setCrc(checksum(content.toByteArray()));
                entry.setTimeLocal(EPOCH);
                zip.putNextEntry(entry);
                content.writeTo(zip);
                zip.closeEntry();
            }
        }
    }

    /// Reads as much as is really there, whatever size the archive states, up to the limit.
    private static byte[] inflate(ZipFile zip, ZipEntry entry, String name, long left)
            throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes((int) Math.min(left + 1, NpyReader.MAX_BYTES));
            if (content.length > left) {
                throw new NumpyFormatException(
                        name,
                        left,
                        "the archive's arrays are larger than 2 GiB or a quarter of the heap");
            }
            if (checksum(content) != entry.getCrc()) {
                throw new NumpyFormatException(name, 0, "the archive's checksum does not match");
            }
            return content;
        }
    }

    private static long checksum(byte[] content) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return checksum.getValue();
    }

    private static String arrayName(ZipEntry entry, String name) throws NumpyFormatException {
        if (entry.isDirectory() || !entry.getName().endsWith(SUFFIX)) {
            throw new NumpyFormatException(name, 0, "a member that does not end in .npy");
        }
        return entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
    }
}
