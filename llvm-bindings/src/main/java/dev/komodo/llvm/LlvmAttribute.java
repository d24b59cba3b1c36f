package dev.komodo.llvm;

/// A promise or a wish about a function, its result or a parameter.
///
/// source: LLVM 20 Language Reference, "Parameter Attributes" and "Function Attributes".
public sealed interface LlvmAttribute {
    LlvmAttribute NOUNWIND = new Flag("nounwind");
    LlvmAttribute NOINLINE = new Flag("noinline");
    LlvmAttribute ALWAYSINLINE = new Flag("alwaysinline");
    LlvmAttribute WILLRETURN = new Flag("willreturn");
    LlvmAttribute MUSTPROGRESS = new Flag("mustprogress");
    LlvmAttribute NORECURSE = new Flag("norecurse");
    LlvmAttribute NOSYNC = new Flag("nosync");
    LlvmAttribute NOFREE = new Flag("nofree");
    LlvmAttribute COLD = new Flag("cold");
    LlvmAttribute NORETURN = new Flag("noreturn");
    LlvmAttribute NOALIAS = new Flag("noalias");
    LlvmAttribute NOCAPTURE = new Flag("nocapture");
    LlvmAttribute NONNULL = new Flag("nonnull");
    LlvmAttribute NOUNDEF = new Flag("noundef");
    LlvmAttribute READONLY = new Flag("readonly");
    LlvmAttribute READNONE = new Flag("readnone");
    LlvmAttribute WRITEONLY = new Flag("writeonly");
    LlvmAttribute SIGNEXT = new Flag("signext");
    LlvmAttribute ZEROEXT = new Flag("zeroext");

    /// The function touches no memory.
    LlvmAttribute MEMORY_NONE = new Numbered("memory", 0);

    /// The function only reads memory: "ref" for each of LLVM 20's three locations, two bits each.
    LlvmAttribute MEMORY_READ = new Numbered("memory", 0b01_01_01);

    /// The function touches only what its pointer parameters point to.
    LlvmAttribute MEMORY_ARGUMENTS = new Numbered("memory", 0b00_00_11);

    /// A keyword.
    record Flag(String name) implements LlvmAttribute {}

    /// A keyword with a number.
    record Numbered(String name, long value) implements LlvmAttribute {}

    /// A string, for the back end; `value` may be empty.
    record Text(String key, String value) implements LlvmAttribute {}

    /// The pointer is a multiple of `bytes`, a power of two.
    static LlvmAttribute align(long bytes) {
        return new Numbered("align", bytes);
    }

    /// `bytes` can be read through the pointer.
    static LlvmAttribute dereferenceable(long bytes) {
        return new Numbered("dereferenceable", bytes);
    }

    /// A string attribute such as `"frame-pointer"="none"`.
    static LlvmAttribute text(String key, String value) {
        return new Text(key, value);
    }

    /// The CPU to compile a function for.
    static LlvmAttribute targetCpu(String cpu) {
        return new Text("target-cpu", cpu);
    }

    /// The features to compile a function for, as in `+avx2,-avx512f`.
    static LlvmAttribute targetFeatures(String features) {
        return new Text("target-features", features);
    }
}
