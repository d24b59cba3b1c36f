package dev.komodo.llvm;

import dev.komodo.llvm.generated.Llvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The metadata of one context, and the ready-made nodes that Komodo attaches.
///
/// source: LLVM 20 Language Reference, "Metadata".
public final class LlvmMetadataFactory {
    private final LlvmContext context;
    private final Map<String, Integer> kinds = new HashMap<>();

    LlvmMetadataFactory(LlvmContext context) {
        this.context = context;
    }

    /// `!"text"`
    public LlvmMetadata string(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(text);
            return metadata(
                    Llvm.LLVMMDStringInContext2(context.handle(), bytes, bytes.byteSize() - 1));
        }
    }

    /// A constant as metadata, as in `i32 1`.
    public LlvmMetadata constant(LlvmValue value) {
        return metadata(Llvm.LLVMValueAsMetadata(value.handle()));
    }

    /// `!{operands}`: one node for equal operands.
    public LlvmMetadata node(List<LlvmMetadata> operands) {
        MemorySegment pointers =
                context.pointers(operands.stream().map(LlvmMetadata::handle).toList());
        return metadata(Llvm.LLVMMDNodeInContext2(context.handle(), pointers, operands.size()));
    }

    /// `!{operands}`: one node for equal operands.
    public LlvmMetadata node(LlvmMetadata... operands) {
        return node(List.of(operands));
    }

    /// `distinct !{!self, operands}`: a node equal to no other.
    public LlvmMetadata distinct(LlvmMetadata... operands) {
        List<LlvmMetadata> all = new ArrayList<>();
        all.add(string("self"));
        all.addAll(List.of(operands));
        LlvmMetadata node = node(all);
        // a node that refers to itself is distinct by definition
        Llvm.LLVMReplaceMDNodeOperandWith(asValue(node), 0, node.handle());
        return node;
    }

    /// A new domain for alias scopes.
    public LlvmMetadata aliasDomain(String name) {
        return distinct(string(name));
    }

    /// A new alias scope: memory that accesses in other scopes of `domain` do not touch.
    public LlvmMetadata aliasScope(String name, LlvmMetadata domain) {
        return distinct(domain, string(name));
    }

    /// A loop identity with hints for LLVM's loop passes.
    ///
    /// @param hints such as `llvm.loop.unroll.disable`
    public LlvmMetadata loop(String... hints) {
        LlvmMetadata[] nodes = new LlvmMetadata[hints.length];
        for (int i = 0; i < hints.length; i++) {
            nodes[i] = node(string(hints[i]));
        }
        return distinct(nodes);
    }

    /// A loop that LLVM neither unrolls nor vectorises.
    public LlvmMetadata loopAsWritten() {
        LlvmValue no = context.constants().bool(false);
        return distinct(
                node(string("llvm.loop.unroll.disable")),
                node(string("llvm.loop.vectorize.enable"), constant(no)));
    }

    /// Metadata as the argument of an intrinsic.
    public LlvmValue argument(LlvmMetadata node) {
        return new LlvmValue(asValue(node), context.types().metadata());
    }

    /// Attaches `node` to an instruction; nothing happens to a value that the builder folded.
    void attach(LlvmValue instruction, String kind, LlvmMetadata node) {
        if (instruction.isInstruction()) {
            Llvm.LLVMSetMetadata(instruction.handle(), kind(kind), asValue(node));
        }
    }

    private int kind(String name) {
        return kinds.computeIfAbsent(
                name,
                key -> {
                    try (Arena arena = Arena.ofConfined()) {
                        return Llvm.LLVMGetMDKindIDInContext(
                                context.handle(), arena.allocateFrom(key), key.length());
                    }
                });
    }

    private MemorySegment asValue(LlvmMetadata node) {
        return context.scoped(Llvm.LLVMMetadataAsValue(context.handle(), node.handle()));
    }

    private LlvmMetadata metadata(MemorySegment raw) {
        return new LlvmMetadata(context.scoped(raw));
    }
}
