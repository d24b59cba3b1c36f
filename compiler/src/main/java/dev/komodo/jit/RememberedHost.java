package dev.komodo.jit;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.Notes;
import dev.komodo.llvm.HostCpu;
import dev.komodo.natives.LlvmLibrary;
import dev.komodo.natives.ProcessorFacts;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What LLVM says of this host's processor, without LLVM where the cache remembers it: to load
/// libLLVM takes longer than all that a process with a cached kernel does otherwise.
///
/// Keys of kernels are made from it, so a wrong memory would be a wrong key. There is none, because
/// - LLVM's answer depends on two things: on what the processor and the system say of themselves,
///   and on LLVM's own code. Both are the question under which the answer is kept, whole:
///   [ProcessorFacts], which hold all that LLVM reads, and the build of libLLVM. Another processor,
///   a microcode or a hypervisor that shows other features, a system that saves fewer registers,
///   another libLLVM: each is another question, and LLVM is asked anew.
/// - An answer is kept only if the facts were the same before and after LLVM was asked, so it is no
///   mixture of two kinds of cores.
/// - It is authenticated as entries are ([Notes]): nobody else can have written it, and a damaged
///   one is none.
///
/// Cache sizes are no part of it: they are read from the system in each process. Safe between
/// threads.
final class RememberedHost {
    /// The host of this process.
    static final RememberedHost OF_PROCESS =
            new RememberedHost(
                    ProcessorFacts::read,
                    LlvmLibrary::identity,
                    () -> LlvmFailures.translate(HostCpu::detect));

    private static final String NAME = "name";
    private static final String FEATURES = "features";

    private final Supplier<byte[]> facts;
    private final Supplier<String> llvm;
    private final Supplier<HostCpu> detection;
    private volatile @Nullable HostCpu known;

    /// @param facts what the processor says of itself
    /// @param llvm the build of libLLVM
    /// @param detection asks LLVM
    RememberedHost(Supplier<byte[]> facts, Supplier<String> llvm, Supplier<HostCpu> detection) {
        this.facts = facts;
        this.llvm = llvm;
        this.detection = detection;
    }

    /// The processor, found once: in the notes, or else by LLVM, which the notes then remember.
    HostCpu cpu(Notes notes) {
        HostCpu host = known;
        if (host == null) {
            host = find(notes);
            known = host;
        }
        return host;
    }

    private HostCpu find(Notes notes) {
        byte[] before = facts.get();
        CacheKey question =
                CacheKey.builder()
                        .add("what", "LLVM's name and features of a processor")
                        .add("processor", before)
                        .add("llvm", llvm.get())
                        .build();
        Optional<Map<String, String>> answer = notes.read(question);
        if (answer.isPresent()) {
            String name = answer.get().get(NAME);
            String features = answer.get().get(FEATURES);
            if (name != null && features != null) {
                return HostCpu.remembered(name, features);
            }
        }
        HostCpu host = detection.get();
        if (Arrays.equals(before, facts.get())) {
            notes.write(question, Map.of(NAME, host.name(), FEATURES, host.featureString()));
        }
        return host;
    }
}
