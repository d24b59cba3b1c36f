package dev.komodo.onnx.numpy;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/// The content of an archive's member. At its end the checksum is compared; faults of the
/// compression name the member.
final class CheckedMember extends FilterInputStream {
    private final String place;
    private final long expected;
    private final CRC32 checksum = new CRC32();
    private long count;

    CheckedMember(String place, InputStream in, long expected) {
        super(in);
        this.place = place;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int found;
        try {
            found = in.read(target, offset, length);
        } catch (ZipException | EOFException e) {
            NumpyFormatException fault =
                    new NumpyFormatException(
                            place, count, "not a readable .npz archive: " + e.getMessage());
            fault.initCause(e);
            throw fault;
        }
        if (found > 0) {
            checksum.update(target, offset, found);
            count += found;
        } else if (found < 0 && checksum.getValue() != expected) {
            throw new NumpyFormatException(place, count, "the archive's checksum does not match");
        }
        return found;
    }
}
