package dev.komodo.examples.posterior.shared;

import dev.komodo.distribution.Model;
import dev.komodo.examples.posterior.SamplingCommand;
import dev.komodo.examples.posterior.chains.Program;
import dev.komodo.examples.posterior.model.Posterior;

import java.util.Arrays;

/// Samples a posterior of the shared folder.
final class SharedProgram {
    private SharedProgram() {}

    /// Samples.
    ///
    /// @param arguments the posterior's name, then options
    public static void main(String[] arguments) {
        String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(
                SamplingCommand.execute(
                        program(arguments[0]), () -> posterior(arguments[0]), options));
    }

    /// What takes time in it is native code and the start.
    static Program program(String name) {
        return Program.of(SharedProgram.class, name).withJvmOptions("-XX:TieredStopAtLevel=1");
    }

    static Posterior posterior(String name) {
        Model model = Models.of(name, Data.read(name, "data.json"));
        double[] start = Data.read(name, "reference.json").reals("suggested_init_unconstrained");
        return Posterior.of(model).startingNear(Arrays.stream(start).boxed().toList(), 0.1);
    }
}
