package dev.komodo.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The generated parts of `docs/rewrites.md`, each between `<!-- begin NAME -->` and `<!-- end NAME
/// -->`. `-Dgolden.bless=true`, run in the module's folder, writes them.
final class RewritesDocument {
    private static final Path FILE = Path.of("../docs/rewrites.md");

    private RewritesDocument() {}

    /// The document has this part.
    static void require(String name, String part) throws IOException {
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->";
        String text = Files.readString(FILE);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        assertThat(to).as("the marks of '%s' in %s", name, FILE).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("golden.bless")) {
            Files.writeString(FILE, text.substring(0, from) + part + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as("%s is out of date; run with -Dgolden.bless=true", FILE)
                    .isEqualTo(part);
        }
    }
}
