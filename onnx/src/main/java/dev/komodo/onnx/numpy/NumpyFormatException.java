package dev.komodo.onnx.numpy;

import java.io.IOException;

/// A file that is not the array file it should be: what was found, in which file, at which byte.
public final class NumpyFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long byteOffset;

    NumpyFormatException(String file, long byteOffset, String fault) {
        super(file + ", byte " + byteOffset + ": " + fault);
        this.file = file;
        this.byteOffset = byteOffset;
    }

    /// The file's name, with the member's name after a `!` for an archive.
    public String file() {
        return file;
    }

    /// Where the fault is, in bytes from the start of the file or member.
    public long byteOffset() {
        return byteOffset;
    }
}
