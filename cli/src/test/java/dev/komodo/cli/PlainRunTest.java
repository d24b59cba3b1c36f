package dev.komodo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// [PlainRun] against picocli: what the first takes, the second understands in the same way.
final class PlainRunTest {
    private static final int LISTS = 3000;

    private static final List<String> WORDS =
            List.of(
                    "--input",
                    "--input",
                    "--dim",
                    "--specialise",
                    "--output-dir",
                    "--output",
                    "--json",
                    "--threads",
                    "--no-cache",
                    "--cache",
                    "--target",
                    "--profile",
                    "--runs",
                    "--verbose",
                    "--help",
                    "--input=x=a.npy",
                    "--threads=2",
                    "-h",
                    "-",
                    "--",
                    "--inp",
                    "@file",
                    "model.onnx",
                    "a b.onnx",
                    "x=random:7",
                    "x=\"q\"",
                    "x='q'",
                    "x=${y}",
                    "n=32",
                    "4",
                    "007",
                    "-1",
                    "0x10",
                    "2147483648",
                    "run",
                    "verify",
                    "",
                    " ",
                    "x=-1",
                    "ü.onnx");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run m.onnx",
                "run m.onnx --input x=x.npy",
                "run --input x=x.npy --input y=zeros m.onnx --json",
                "run m.onnx --output-dir out --threads 2 --cache c",
                "run m.onnx --output out.npz --no-cache --threads 08"
            })
    void takesTheUsualCalls(String line) {
        assertThat(agreed(line.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "verify m.onnx",
                "--verbose run m.onnx",
                "run m.onnx --help",
                "run m.onnx --dim n=3",
                "run m.onnx n.onnx",
                "run m.onnx --threads two",
                "run m.onnx --threads 1 --threads 2",
                "run m.onnx --input",
                "run m.onnx --input --json",
                "run m.onnx --output a.npz --output-dir b",
                "run @arguments"
            })
    void leavesEverythingElseToPicocli(String line) {
        assertThat(PlainRun.parse(line.split(" "))).isNull();
    }

    @Test
    void whatItTakesIsWhatPicocliUnderstands() {
        SplittableRandom random = new SplittableRandom(25);
        int taken = 0;
        for (int i = 0; i < LISTS; i++) {
            List<String> list = new ArrayList<>(List.of("run"));
            for (int count = random.nextInt(1, 7); count > 0; count--) {
                list.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            taken += agreed(list.toArray(String[]::new)) ? 1 : 0;
        }
        assertThat(taken).as("lists that were compared").isGreaterThan(LISTS / 50);
    }

    /// Whether the plain parser took the arguments; if so, picocli must agree.
    private static boolean agreed(String... arguments) {
        RunCommand plain = PlainRun.parse(arguments);
        if (plain == null) {
            return false;
        }
        RunCommand full = new RunCommand();
        CommandLine line = new CommandLine(new KomodoCommand(() -> terminal()));
        line.addSubcommand("run", full);
        try {
            line.parseArgs(arguments);
        } catch (ParameterException refusal) {
            throw new AssertionError("picocli refuses " + List.of(arguments), refusal);
        }
        assertThat(state(plain)).as("of %s", List.of(arguments)).isEqualTo(state(full));
        return true;
    }

    private static Terminal terminal() {
        return new Terminal(Map.of(), false, false);
    }

    /// What a command was filled with: all its fields and those of its groups of flags.
    private static Map<String, String> state(Object command) {
        Map<String, String> state = new TreeMap<>();
        try {
            for (Field field : command.getClass().getDeclaredFields()) {
                boolean isFilled = !field.isAnnotationPresent(CommandLine.Spec.class);
                if (Modifier.isStatic(field.getModifiers()) || !isFilled) {
                    continue;
                }
                field.setAccessible(true);
                @Nullable Object value = field.get(command);
                if (field.isAnnotationPresent(CommandLine.Mixin.class)) {
                    state(value).forEach((k, v) -> state.put(field.getName() + "." + k, v));
                } else if (value == null || !value.getClass().equals(TraceFile.class)) {
                    state.put(field.getName(), String.valueOf(value));
                }
            }
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(hidden);
        }
        return state;
    }
}
