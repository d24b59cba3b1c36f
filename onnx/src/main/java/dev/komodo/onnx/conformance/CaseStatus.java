package dev.komodo.onnx.conformance;

import java.util.Locale;

/// What came of a case.
public enum CaseStatus {
    /// All outputs are as expected.
    PASSED,

    /// An output is not as expected, or something went wrong.
    FAILED,

    /// Komodo refused the model by name.
    UNSUPPORTED;

    /// The name in lower case.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
