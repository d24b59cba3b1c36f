package dev.komodo.onnx.conformance;

/// What came of a case.
///
/// @param name the case's
/// @param detail one line: what is different, what was refused, what went wrong; empty if passed
public record CaseResult(String name, CaseStatus status, String detail) {
    static CaseResult passed(String name) {
        return new CaseResult(name, CaseStatus.PASSED, "");
    }

    static CaseResult failed(String name, String detail) {
        return new CaseResult(name, CaseStatus.FAILED, oneLine(detail));
    }

    static CaseResult unsupported(String name, String detail) {
        return new CaseResult(name, CaseStatus.UNSUPPORTED, oneLine(detail));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
