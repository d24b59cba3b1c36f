package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A type of LLVM's. One context has one instance per type, so types are compared by `==`.
public final class LlvmType {
    /// What a type is.
    public enum Kind {
        VOID,
        INTEGER,
        HALF,
        BFLOAT,
        FLOAT,
        DOUBLE,
        POINTER,
        VECTOR,
        ARRAY,
        STRUCT,
        FUNCTION,
        METADATA,
        X86_AMX;

        /// Whether values of this kind are scalar floating point.
        public boolean isFloating() {
            return this == HALF || this == BFLOAT || this == FLOAT || this == DOUBLE;
        }
    }

    private final LlvmContext context;
    private final MemorySegment handle;
    private final Kind kind;
    private final long count;
    private final List<LlvmType> parts;

    /// @param count bits of a scalar, lanes of a vector, length of an array, otherwise 0
    /// @param parts element of a vector or array, fields of a struct, result and then parameters of
    ///   a function
    LlvmType(
            LlvmContext context,
            MemorySegment handle,
            Kind kind,
            long count,
            List<LlvmType> parts) {
        this.context = context;
        this.handle = handle;
        this.kind = kind;
        this.count = count;
        this.parts = List.copyOf(parts);
    }

    /// What this type is.
    public Kind kind() {
        return kind;
    }

    public boolean isVector() {
        return kind == Kind.VECTOR;
    }

    /// Whether this is a pointer, or a vector of them.
    public boolean isPointer() {
        return scalar().kind == Kind.POINTER;
    }

    /// Whether this is an integer, or a vector of them.
    public boolean isInteger() {
        return scalar().kind == Kind.INTEGER;
    }

    /// Whether this is floating point, or a vector of it.
    public boolean isFloating() {
        return scalar().kind.isFloating();
    }

    /// The bits of a scalar number, or of one lane of a vector of them.
    public int bits() {
        return (int) scalar().count;
    }

    /// The lanes of a vector; 1 for anything else.
    public int lanes() {
        return kind == Kind.VECTOR ? (int) count : 1;
    }

    /// The length of an array.
    public long length() {
        require(Kind.ARRAY);
        return count;
    }

    /// The element of a vector, itself for anything else.
    public LlvmType scalar() {
        return kind == Kind.VECTOR ? parts.getFirst() : this;
    }

    /// The element of a vector or an array.
    public LlvmType element() {
        if (kind != Kind.VECTOR && kind != Kind.ARRAY) {
            throw new IllegalArgumentException("Asked for the element of " + this);
        }
        return parts.getFirst();
    }

    /// The fields of a struct.
    public List<LlvmType> fields() {
        require(Kind.STRUCT);
        return parts;
    }

    /// What a function type returns.
    public LlvmType result() {
        require(Kind.FUNCTION);
        return parts.getFirst();
    }

    /// What a function type takes.
    public List<LlvmType> parameters() {
        require(Kind.FUNCTION);
        return parts.subList(1, parts.size());
    }

    /// `lane` with this type's lanes: `<16 x lane>` if this is a vector of 16, `lane` if a scalar.
    public LlvmType withScalar(LlvmType lane) {
        return kind == Kind.VECTOR ? context.types().vector(lane, lanes()) : lane;
    }

    /// LLVM's own spelling, as in `<16 x float>`.
    @Override
    public String toString() {
        return NativeText.owned(Llvm.LLVMPrintTypeToString(handle));
    }

    LlvmContext context() {
        return context;
    }

    MemorySegment handle() {
        return handle;
    }

    private void require(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException(
                    "Asked for a part of a %s of %s".formatted(wanted, this));
        }
    }
}
