package dev.komodo.onnx.model;

/// A file that is not the ONNX file it should be: what was found, in which file, at which byte, in
/// which message.
public final class OnnxFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long byteOffset;

    OnnxFormatException(String file, long byteOffset, String path, String fault) {
        super(file + ", byte " + byteOffset + " (" + path + "): " + fault);
        this.file = file;
        this.byteOffset = byteOffset;
    }

    /// The file's name.
    public String file() {
        return file;
    }

    /// Where the fault is, in bytes from the start of the file.
    public long byteOffset() {
        return byteOffset;
    }
}
