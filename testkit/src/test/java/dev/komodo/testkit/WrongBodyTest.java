package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.Komodo;
import dev.komodo.Options;
import dev.komodo.runtime.Kernel;
import dev.komodo.runtime.KernelReport.CacheOutcome;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The defect that the project began with: sibling processes compile other kernels of one name into
/// one cache, and a fresh process loads them all. Either of Komodo's two protections, names that
/// never repeat and a dylib for each object, must be enough; without both, the experiment must see
/// wrong results.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WrongBodyTest {
    private static final int WRITERS = 16;
    private static final int EACH = Scale.of(3, 32);
    private static final int ALL = WRITERS * EACH;
    private static final Findings FINDINGS = new Findings("wrong-body");

    @TempDir static Path temp;

    @BeforeAll
    static void siblingsCompileAtOnce() throws IOException {
        try (Siblings writers =
                Siblings.start(WRITERS, i -> process("write", temp, i * EACH, EACH))) {
            assertThat(writers.go().lastLines())
                    .as("what the writers got from their own kernels")
                    .isEqualTo(Collections.nCopies(ALL * Naming.values().length, "right"));
        }
    }

    @Test
    void countedNamesInOneDylibRunTheWrongBody() throws IOException {
        assertThat(read(Naming.COUNTED, Linking.SHARED)).hasSize(ALL + 1).contains("wrong");
    }

    @Test
    void countedNamesAreSafeInDylibsOfTheirOwn() throws IOException {
        assertThat(read(Naming.COUNTED, Linking.ISOLATED)).isEqualTo(allRight());
    }

    @Test
    void randomNamesAreSafeInOneDylib() throws IOException {
        assertThat(read(Naming.RANDOM, Linking.SHARED)).isEqualTo(allRight());
    }

    @Test
    void komodoLoadsAllSiblingsKernelsAndEachGivesItsOwnResults() throws IOException {
        assertThat(read(Naming.RANDOM, Linking.ISOLATED)).isEqualTo(allRight());
        try (Komodo komodo =
                Komodo.open(
                        Options.defaults()
                                .cacheFolder(WrongBodyProcess.folder(temp, Naming.RANDOM)))) {
            List<Kernel> kernels = new ArrayList<>();
            for (int i = 0; i < ALL; i++) {
                kernels.add(komodo.compile(new Recipe(i).graph()));
            }
            for (int i = 0; i < ALL; i++) {
                assertThat(kernels.get(i).report().cache()).isEqualTo(CacheOutcome.HIT);
                assertThat(Recipe.call(kernels.get(i))).isEqualTo(new Recipe(i).expected());
            }
        }
    }

    private static List<String> read(Naming naming, Linking linking) throws IOException {
        try (ChildJvm reader = process("read", temp, naming, linking, ALL)) {
            reader.expect("ready").say("go");
            List<String> results = reader.lastLines();
            FINDINGS.add(
                            naming + " names, " + linking + " dylibs",
                            "%d of %d kernels wrong, %d processes wrote them"
                                    .formatted(
                                            Collections.frequency(results, "wrong"),
                                            results.size(),
                                            WRITERS))
                    .write();
            return results;
        }
    }

    private static List<String> allRight() {
        return Collections.nCopies(ALL + 1, "right");
    }

    private static ChildJvm process(Object... arguments) throws IOException {
        return ChildJvm.start(temp, WrongBodyProcess.class, arguments);
    }
}
