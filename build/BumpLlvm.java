import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Moves the LLVM pin to the newest stable release of the registry that the build installs from:
/// the range `>=20.1,<=20.1.7` wherever it is said (comments aside) and the artifact's version in
/// `pom.xml`. The lower bound is the cap's minor version, because one set of bindings serves one. A
/// range without a cap, or with `<`, is put into this form even if nothing newer is there.
///
/// Prints `bumped`, `latest` (the artifact's version) and `new_cap` (its LLVM) as lines of
/// `name=value`. Exit status 1, nothing written: a place without a pin, different lower bounds, a
/// registry without an answer.
///
/// Arguments: the root of the checkout, and the registry's `maven-metadata.xml` (a file or an
/// address; Maven Central's by default).
final class BumpLlvm {
    private static final String REGISTRY =
            "https://repo.maven.apache.org/maven2/org/bytedeco/llvm/maven-metadata.xml";

    /// Everywhere the range is said: the pin itself, and documents that repeat it.
    private static final List<String> PLACES =
            List.of(
                    "native/src/main/java/dev/komodo/natives/LlvmRange.java",
                    "native/README.md",
                    "README.md");

    private static final Pattern RANGE =
            Pattern.compile(">=(\\d+(?:\\.\\d+)*)(?:,\\s*(<=?)\\s*(\\d+(?:\\.\\d+)*))?");
    private static final Pattern COMMENT = Pattern.compile("\\s*(//|#|\\*|/\\*|<!--).*");
    private static final Pattern ARTIFACT =
            Pattern.compile("(<llvm\\.version>)([^<]*)(</llvm\\.version>)");

    public static void main(String[] arguments) throws Exception {
        try {
            new BumpLlvm(Path.of(arguments[0])).run(arguments.length > 1 ? arguments[1] : REGISTRY);
        } catch (Refusal refusal) {
            System.err.println(refusal.getMessage());
            System.exit(1);
        }
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    /// `20.1.7-1.5.12`: LLVM's version, then that of its packaging. Anything else (SNAPSHOT, rc,
    /// pre, dev) is no stable release.
    private record Release(List<Integer> numbers) implements Comparable<Release> {
        private static final Pattern STABLE =
                Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)-(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

        static List<Release> of(String text) {
            Matcher form = STABLE.matcher(text.strip());
            if (!form.matches()) return List.of();
            List<Integer> numbers = new ArrayList<>();
            for (int group = 1; group <= form.groupCount(); group++)
                if (form.group(group) != null) numbers.add(Integer.parseInt(form.group(group)));
            return List.of(new Release(List.copyOf(numbers)));
        }

        String cap() {
            return joined(numbers.subList(0, 3));
        }

        String range() {
            return ">=" + joined(numbers.subList(0, 2)) + ",<=" + cap();
        }

        @Override
        public int compareTo(Release other) {
            for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
                int order = numbers.get(i).compareTo(other.numbers.get(i));
                if (order != 0) return order;
            }
            return Integer.compare(numbers.size(), other.numbers.size());
        }

        private static String joined(List<Integer> numbers) {
            return String.join(".", numbers.stream().map(String::valueOf).toList());
        }

        @Override
        public String toString() {
            return cap() + "-" + joined(numbers.subList(3, numbers.size()));
        }
    }

    private final Path root;

    private BumpLlvm(Path root) {
        this.root = root;
    }

    private void run(String registry) throws Exception {
        Release current = installed();
        checkPins();
        Release latest = newest(registry);
        Release wanted = Collections.max(List.of(current, latest));
        boolean bumped = false;
        for (String place : PLACES) bumped |= rewrite(place, wanted);
        if (!wanted.equals(current)) {
            Path pom = root.resolve("pom.xml");
            Files.writeString(
                    pom,
                    ARTIFACT.matcher(Files.readString(pom)).replaceFirst("$1" + wanted + "$3"));
            bumped = true;
        }
        System.out.println("bumped=" + bumped);
        System.out.println("latest=" + latest);
        System.out.println("new_cap=" + wanted.cap());
    }

    /// The artifact that `pom.xml` names.
    private Release installed() throws IOException, Refusal {
        List<Release> found =
                ARTIFACT.matcher(Files.readString(root.resolve("pom.xml")))
                        .results()
                        .flatMap(result -> Release.of(result.group(2)).stream())
                        .toList();
        if (found.size() != 1)
            throw new Refusal(
                    "pom.xml must pin LLVM once, as <llvm.version>20.1.7-1.5.12</llvm.version>,"
                            + " found "
                            + found);
        return found.getFirst();
    }

    private void checkPins() throws IOException, Refusal {
        List<String> lowerBounds = new ArrayList<>();
        for (String place : PLACES) {
            List<String> here = new ArrayList<>();
            for (String line : Files.readAllLines(root.resolve(place)))
                if (!COMMENT.matcher(line).matches())
                    RANGE.matcher(line).results().map(result -> result.group(1)).forEach(here::add);
            if (here.isEmpty())
                throw new Refusal("No LLVM pin (such as >=20.1,<=20.1.7) in " + place);
            lowerBounds.addAll(here);
        }
        if (lowerBounds.stream().distinct().count() > 1)
            throw new Refusal(
                    "The lower bounds of the LLVM pins differ: "
                            + lowerBounds
                            + " in "
                            + PLACES
                            + ". Make them one by hand first.");
    }

    private static Release newest(String registry) throws Exception {
        return Pattern.compile("<version>([^<]*)</version>")
                .matcher(read(registry))
                .results()
                .map(MatchResult::group)
                .map(element -> element.replaceAll("<[^>]*>", ""))
                .flatMap(version -> Release.of(version).stream())
                .max(Release::compareTo)
                .orElseThrow(() -> new Refusal("No stable release in " + registry));
    }

    private static String read(String registry) throws Exception {
        if (!registry.startsWith("https://")) return Files.readString(Path.of(registry));
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(registry))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200)
                throw new Refusal(registry + " answers with status " + answer.statusCode());
            return answer.body();
        }
    }

    private boolean rewrite(String place, Release wanted) throws IOException {
        Path file = root.resolve(place);
        StringBuilder text = new StringBuilder();
        String before = Files.readString(file);
        for (String line : before.split("(?<=\n)"))
            text.append(
                    COMMENT.matcher(line.stripTrailing()).matches()
                            ? line
                            : RANGE.matcher(line).replaceAll(wanted.range()));
        if (text.toString().equals(before)) return false;
        Files.writeString(file, text.toString());
        return true;
    }
}
