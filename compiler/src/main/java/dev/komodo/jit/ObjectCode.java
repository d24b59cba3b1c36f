package dev.komodo.jit;

import dev.komodo.emit.EmittedModule;
import dev.komodo.link.ElfObject;
import dev.komodo.link.ObjectRefusedException;

import java.util.List;
import java.util.Objects;

/// A compiled program: a relocatable object and what it defines. Immutable; safe between threads.
public final class ObjectCode {
    private final EmittedModule names;
    private final byte[] bytes;
    private final List<String> defined;
    private final List<String> undefined;

    /// Reads the symbols of an object.
    ///
    /// @param bytes an object; copied
    /// @throws ObjectRefusedException if it is no object that may be linked
    ObjectCode(EmittedModule names, byte[] bytes) {
        this.names = Objects.requireNonNull(names);
        this.bytes = bytes.clone();
        ElfObject object = ElfObject.read(bytes);
        this.defined = object.definedSymbols();
        this.undefined = object.undefinedSymbols();
    }

    /// The symbol of `run`.
    public String run() {
        return names.run();
    }

    /// The symbol of `prepare`.
    public String prepare() {
        return names.prepare();
    }

    /// The symbol of `plan`.
    public String plan() {
        return names.plan();
    }

    /// `run`, `prepare`, `plan`.
    public List<String> entrySymbols() {
        return names.entries();
    }

    /// Every name that was given out, in the order of emission; the optimiser may have dropped
    /// some.
    public List<String> names() {
        return names.definitions();
    }

    /// The symbols that the object defines, sorted.
    public List<String> definedSymbols() {
        return defined;
    }

    /// The symbols that the object leaves open, sorted.
    public List<String> undefinedSymbols() {
        return undefined;
    }

    /// The object, a copy.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// How many bytes the object has.
    public int byteSize() {
        return bytes.length;
    }
}
