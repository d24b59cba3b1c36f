package dev.komodo.natives;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of LLVM versions, written `>=20.1,<=20.1.7`.
///
/// Komodo's bindings serve one `major.minor` (LLVM-C keeps its ABI within one), so the lower bound
/// is the cap's: any patch up to the one that Komodo was tested with.
///
/// @param major as in `20` of 20.1.7
/// @param minor as in `1` of 20.1.7
/// @param patch the cap's: the `7` of 20.1.7
public record LlvmRange(int major, int minor, int patch) {
    /// The one place that says which LLVM Komodo accepts. Documents repeat it and `pom.xml` takes
    /// the artifact whose LLVM is the cap: a test compares, `build/BumpLlvm.java` rewrites them.
    private static final String PIN = ">=20.1,<=20.1.7";

    private static final Pattern FORM =
            Pattern.compile(">=(\\d{1,4})\\.(\\d{1,4}),<=(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

    private static final LlvmRange SUPPORTED = parse(PIN);

    /// The range that Komodo accepts.
    public static LlvmRange supported() {
        return SUPPORTED;
    }

    /// Reads the canonical form.
    ///
    /// @throws IllegalArgumentException if `text` has another form, or bounds of two minor versions
    static LlvmRange parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()
                || !form.group(1).equals(form.group(3))
                || !form.group(2).equals(form.group(4))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of one minor version: >=A.B,<=A.B.C");
        }
        return new LlvmRange(
                Integer.parseInt(form.group(3)),
                Integer.parseInt(form.group(4)),
                Integer.parseInt(form.group(5)));
    }

    /// Whether that version lies in this range.
    public boolean contains(int major, int minor, int patch) {
        return major == this.major && minor == this.minor && patch <= this.patch;
    }

    /// The `20.1` of 20.1.7.
    public String series() {
        return major + "." + minor;
    }

    /// The newest version in this range, such as `20.1.7`.
    public String cap() {
        return series() + "." + patch;
    }

    /// The canonical form.
    @Override
    public String toString() {
        return ">=" + series() + ",<=" + cap();
    }
}
