package dev.komodo.llvm;

/// Structures and constants of `llvm-c/Orc.h` that linking needs, by byte offset: the generated
/// ones compute layouts at each start. A test compares both.
final class OrcLayouts {
    /// `LLVMOrcCSymbolMapPair`: a name, an address, flags.
    static final long SYMBOL_BYTES = 24;

    static final long SYMBOL_NAME = 0;
    static final long SYMBOL_ADDRESS = 8;
    static final long SYMBOL_FLAGS = 16;

    /// `LLVMOrcCLookupSetElement` and `LLVMOrcCJITDylibSearchOrderElement`: a pointer, flags.
    static final long ELEMENT_BYTES = 16;

    static final long ELEMENT_POINTER = 0;
    static final long ELEMENT_FLAGS = 8;

    /// `LLVMJITSymbolGenericFlagsExported | LLVMJITSymbolGenericFlagsCallable`.
    static final byte EXPORTED_AND_CALLABLE = 5;

    /// `LLVMOrcLookupKindStatic`.
    static final int LOOKUP_KIND_STATIC = 0;

    /// `LLVMOrcJITDylibLookupFlagsMatchExportedSymbolsOnly`.
    static final int MATCH_EXPORTED_ONLY = 0;

    /// `LLVMOrcSymbolLookupFlagsRequiredSymbol`.
    static final int REQUIRED_SYMBOL = 0;

    private OrcLayouts() {}
}
