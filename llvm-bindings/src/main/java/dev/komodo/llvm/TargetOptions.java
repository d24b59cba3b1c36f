package dev.komodo.llvm;

/// The machine that code is generated for. Code is position-independent in the small code model: it
/// reaches its own data directly and other symbols through the linker's table, wherever they are.
///
/// @param triple as in `x86_64-unknown-linux-gnu`
/// @param cpu as in `skylake-avx512`
/// @param features switched on or off relative to the CPU, as in `+avx512f,-amx-tile`; may be empty
/// @param level of the code generator
public record TargetOptions(String triple, String cpu, String features, OptimisationLevel level) {
    /// Linux on x86-64, the one platform supported.
    public static final String LINUX_X86_64 = "x86_64-unknown-linux-gnu";

    /// The machine this process runs on.
    public static TargetOptions host() {
        HostCpu host = HostCpu.detect();
        return new TargetOptions(
                LINUX_X86_64, host.name(), host.featureString(), OptimisationLevel.AGGRESSIVE);
    }

    /// A CPU by LLVM's name, with the features of that name.
    public static TargetOptions cpu(String name) {
        return new TargetOptions(LINUX_X86_64, name, "", OptimisationLevel.AGGRESSIVE);
    }
}
