package dev.komodo.emit;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmModule;
import dev.komodo.llvm.LlvmType;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the emissions of all functions of one module share. Belongs to the module's thread.
final class ModuleScope {
    private final LlvmModule module;
    private final Target target;
    private final NameSource names;
    private final Timers timers;
    private final Types types;
    private final FunctionAttributes attributes;
    private final List<String> definitions = new ArrayList<>();
    private final Map<String, Callee> callees = new HashMap<>();
    private final Map<String, LlvmFunction> shared = new HashMap<>();

    ModuleScope(LlvmModule module, Target target, NameSource names, Timers timers) {
        this.timers = timers;
        this.module = module;
        this.target = target;
        this.names = names;
        this.types = new Types(module.context());
        this.attributes = new FunctionAttributes(target);
    }

    LlvmModule module() {
        return module;
    }

    /// What keeps times.
    Timers timers() {
        return timers;
    }

    Types types() {
        return types;
    }

    int vectorBits() {
        return target.vectorBits();
    }

    LlvmConstants constants() {
        return module.context().constants();
    }

    List<String> definitions() {
        return definitions;
    }

    /// The symbol for the next definition.
    String symbol(String hint) {
        String symbol = names.next(hint);
        definitions.add(symbol);
        return symbol;
    }

    /// A new function with the attributes that all have.
    LlvmFunction define(String hint, LlvmType signature, Linkage linkage) {
        return attributes.addTo(module.addFunction(symbol(hint), signature, linkage));
    }

    /// Whether the target has an instruction set, by LLVM's name.
    boolean has(String instructionSet) {
        return target.has(instructionSet);
    }

    /// A function that several places use, made at its first use.
    LlvmFunction shared(String key, Function<ModuleScope, LlvmFunction> make) {
        LlvmFunction known = shared.get(key);
        if (known == null) {
            known = make.apply(this);
            shared.put(key, known);
        }
        return known;
    }

    void define(Callee callee) {
        callees.put(callee.source().name(), callee);
    }

    Callee callee(String name) {
        Callee callee = callees.get(name);
        if (callee == null) {
            throw new InternalCompilerException(
                    "Emission met a call of function '"
                            + name
                            + "', which is not defined before its caller");
        }
        return callee;
    }

    /// Refuses a construct on a target without an instruction set.
    void require(String instructionSet, String construct) {
        if (!target.has(instructionSet)) {
            throw new UnsupportedException(
                    construct
                            + " needs the instruction set '"
                            + instructionSet
                            + "', which the target "
                            + target.cpu()
                            + " does not have. Compile for x86-64-v3 or later.");
        }
    }
}
