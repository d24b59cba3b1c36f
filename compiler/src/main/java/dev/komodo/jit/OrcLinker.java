package dev.komodo.jit;

import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcDylib;
import dev.komodo.llvm.OrcJit;

import java.util.function.Supplier;

/// Links by LLVM's ORC, each object in a dylib of its own. LLVM is started by the first object.
final class OrcLinker implements ImageLinker {
    private final OrcJit jit;
    private final Supplier<OrcDylib> dylibs;

    /// A linker on LLVM's threads.
    static OrcLinker create() {
        OrcJit jit = OrcJit.create(LlvmThreads.shared());
        return new OrcLinker(jit, jit::dylib);
    }

    /// A linker for the experiments of `testkit`, which show what happens when images share a
    /// dylib.
    ///
    /// @param dylibs gives each image its dylib
    OrcLinker(OrcJit jit, Supplier<OrcDylib> dylibs) {
        this.jit = jit;
        this.dylibs = dylibs;
    }

    @Override
    public LinkedImage link(CheckedObject object) {
        return jit.together(
                "link an image",
                () ->
                        LinkedImage.InDylib.link(
                                dylibs.get(),
                                object.bytes(),
                                object.entrySymbols(),
                                ObjectCheck.outside(object.contents())));
    }

    @Override
    public void close() {
        jit.close();
    }
}
