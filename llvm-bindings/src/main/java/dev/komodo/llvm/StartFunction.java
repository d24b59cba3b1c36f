package dev.komodo.llvm;

import dev.komodo.natives.LlvmFunction;
import dev.komodo.natives.NativeCalls;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The functions of LLVM that a start from the cache calls: they bring LLVM up, tell of the host,
/// and link an object.
///
/// Such a start does not load the generated bindings. A test compares them with these.
enum StartFunction {
    GET_VERSION("LLVMGetVersion", 3),
    INSTALL_FATAL_ERROR_HANDLER("LLVMInstallFatalErrorHandler", 1),
    INITIALIZE_TARGET_INFO("LLVMInitializeX86TargetInfo", 0),
    INITIALIZE_TARGET("LLVMInitializeX86Target", 0),
    INITIALIZE_TARGET_MC("LLVMInitializeX86TargetMC", 0),
    INITIALIZE_ASM_PRINTER("LLVMInitializeX86AsmPrinter", 0),
    GET_HOST_CPU_NAME("LLVMGetHostCPUName", 0),
    GET_HOST_CPU_FEATURES("LLVMGetHostCPUFeatures", 0),
    DISPOSE_MESSAGE("LLVMDisposeMessage", 1),
    GET_ERROR_MESSAGE("LLVMGetErrorMessage", 1),
    DISPOSE_ERROR_MESSAGE("LLVMDisposeErrorMessage", 1),
    CREATE_LLJIT("LLVMOrcCreateLLJIT", 2),
    DISPOSE_LLJIT("LLVMOrcDisposeLLJIT", 1),
    GET_EXECUTION_SESSION("LLVMOrcLLJITGetExecutionSession", 1),
    SET_ERROR_REPORTER("LLVMOrcExecutionSessionSetErrorReporter", 3),
    CREATE_BARE_DYLIB("LLVMOrcExecutionSessionCreateBareJITDylib", 2),
    CLEAR_DYLIB("LLVMOrcJITDylibClear", 1),
    INTERN("LLVMOrcExecutionSessionIntern", 2),
    GET_STRING_POOL("LLVMOrcExecutionSessionGetSymbolStringPool", 1),
    CLEAR_DEAD_STRINGS("LLVMOrcSymbolStringPoolClearDeadEntries", 1),
    STRING_OF_ENTRY("LLVMOrcSymbolStringPoolEntryStr", 1),
    ABSOLUTE_SYMBOLS("LLVMOrcAbsoluteSymbols", 2),
    DEFINE("LLVMOrcJITDylibDefine", 2),
    DISPOSE_UNIT("LLVMOrcDisposeMaterializationUnit", 1),
    COPY_TO_BUFFER("LLVMCreateMemoryBufferWithMemoryRangeCopy", 3),
    ADD_OBJECT("LLVMOrcLLJITAddObjectFile", 3),
    LOOK_UP("LLVMOrcExecutionSessionLookup", 8);

    @SuppressWarnings("ImmutableEnumChecker") // changes once, when it is found
    private final LlvmFunction function;

    private final String symbol;
    private final int arity;

    StartFunction(String symbol, int arity) {
        this.function = new LlvmFunction(symbol);
        this.symbol = symbol;
        this.arity = arity;
    }

    /// The function's name in libLLVM.
    String symbol() {
        return symbol;
    }

    /// How many arguments it takes.
    int arity() {
        return arity;
    }

    /// Calls it; the library must be loaded.
    long call(long... arguments) {
        if (arguments.length != arity) {
            throw new IllegalArgumentException(
                    "%s takes %d arguments, found %d".formatted(symbol, arity, arguments.length));
        }
        long[] all = Arrays.copyOf(arguments, NativeCalls.MOST_ARGUMENTS);
        return function.call(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }

    /// Calls it for a pointer.
    MemorySegment pointer(long... arguments) {
        return MemorySegment.ofAddress(call(arguments));
    }
}
