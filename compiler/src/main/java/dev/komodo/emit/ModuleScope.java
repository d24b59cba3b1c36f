package dev.komodo.emit;

import dev.komodo.llvm.Linkage;
import dev.komodo.llvm.LlvmConstants;
import dev.komodo.llvm.LlvmFunction;
import dev.komodo.llvm.LlvmModule;
import dev.komodo.llvm.LlvmType;
import dev.komodo.loop.LoopFunction;
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
    private final ProgramFunctions functions;
    private final NameSource names;
    private final boolean isWhole;
    private final Timers timers;
    private final Types types;
    private final FunctionAttributes attributes;
    private final List<String> definitions = new ArrayList<>();
    private final Map<String, LlvmFunction> callees = new HashMap<>();
    private final Map<String, LlvmFunction> shared = new HashMap<>();

    /// @param functions those that the module may call
    /// @param names the symbols of what is defined
    /// @param isWhole whether the module has all of the program's functions
    ModuleScope(
            LlvmModule module,
            Target target,
            ProgramFunctions functions,
            NameSource names,
            boolean isWhole,
            Timers timers) {
        this.timers = timers;
        this.functions = functions;
        this.isWhole = isWhole;
        this.module = module;
        this.target = target;
        this.names = names;
        this.types = new Types(module.context(), !convertsHalves());
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
        return note(names.next(hint));
    }

    private String note(String symbol) {
        definitions.add(symbol);
        return symbol;
    }

    /// The functions of the whole program.
    ProgramFunctions functions() {
        return functions;
    }

    /// A new function with the attributes that all have.
    LlvmFunction define(String hint, LlvmType signature, Linkage linkage) {
        return attributes.addTo(module.addFunction(symbol(hint), signature, linkage));
    }

    /// Whether the target has an instruction set, by LLVM's name.
    boolean has(String instructionSet) {
        return target.has(instructionSet);
    }

    /// Whether the target is of Intel's and AMD's 64-bit architecture.
    boolean isX86() {
        return target.isX86();
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

    /// A function of the program, as this module's unit defines it.
    LlvmFunction define(LoopFunction source, LlvmType signature) {
        String symbol =
                isWhole
                        ? symbol(source.name())
                        : note(Unit.symbol(source.name(), functions.number(source.name())));
        Linkage linkage = isWhole ? Linkage.INTERNAL : Linkage.EXTERNAL;
        LlvmFunction function = attributes.addTo(module.addFunction(symbol, signature, linkage));
        callees.put(source.name(), function);
        return function;
    }

    /// A function of the program that another unit defines.
    LlvmFunction declare(LoopFunction source, LlvmType signature) {
        String symbol = Unit.symbol(source.name(), functions.number(source.name()));
        return attributes.addTo(module.addFunction(symbol, signature, Linkage.EXTERNAL));
    }

    /// The function of the program with a name, declared at its first use if another unit has it.
    LlvmFunction callee(String name) {
        LlvmFunction callee = callees.get(name);
        if (callee == null) {
            callee = Calls.declare(this, functions.function(name));
            callees.put(name, callee);
        }
        return callee;
    }

    /// Whether `fma` is an instruction.
    boolean fuses() {
        return target.fusedMultiplyAdd();
    }

    /// Whether conversions between f16 and f32 are instructions.
    boolean convertsHalves() {
        return !target.isX86() || target.has("f16c");
    }
}
