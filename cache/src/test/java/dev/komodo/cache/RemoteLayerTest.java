package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A remote store on a real server on this machine: what it gives is used if it is authentic, and
/// whatever it does, kernels are compiled.
final class RemoteLayerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final CacheEntry ENTRY = Entries.entry("remote");
    private static final CacheKey KEY = ENTRY.key();

    @TempDir Path temp;
    private LoopbackServer server;
    private Path secret;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        secret = temp.resolve("shared");
        Files.writeString(secret, "a secret that several machines share");
        TestDisk.mode(secret, "rw-------");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestDisk machine(String name) {
        TestDisk machine = new TestDisk(temp.resolve(name));
        machine.remote = new RemoteSettings(server.address(), secret, false, LONG);
        return machine;
    }

    private static CacheEntry compile() {
        return ENTRY;
    }

    private static CacheEntry compileNothing() {
        throw new AssertionError("it is compiled");
    }

    /// The server holds the entry, as another machine has sent it.
    private void fill() {
        try (ObjectStore store = machine("filler").assemble()) {
            assertThat(store.getOrCompute(KEY, RemoteLayerTest::compile).source())
                    .isEqualTo(Lookup.Source.COMPUTED);
        }
        assertThat(server.at(KEY)).isNotEmpty();
        server.requests.set(0);
    }

    /// One ask, which ends with a compilation and one warning that says something.
    private TestDisk compilesAndWarns(String warning) throws Exception {
        TestDisk machine = machine("asker");
        return compilesAndWarns(machine, warning);
    }

    private static TestDisk compilesAndWarns(TestDisk machine, String warning) throws Exception {
        try (ObjectStore store = machine.assemble()) {
            assertThat(store.getOrCompute(KEY, RemoteLayerTest::compile).source())
                    .isEqualTo(Lookup.Source.COMPUTED);
        }
        assertThat(machine.warnings).singleElement().asString().contains(warning);
        assertThat(machine.open().get(KEY)).contains(ENTRY);
        return machine;
    }

    @Test
    void whatOneMachineCompilesAnotherFindsAndSignsItself() throws Exception {
        fill();
        TestDisk other = machine("other");
        try (ObjectStore store = other.assemble()) {
            Lookup lookup = store.getOrCompute(KEY, RemoteLayerTest::compileNothing);
            assertThat(lookup.source()).isEqualTo(Lookup.Source.LAYER);
            assertThat(lookup.entry()).isEqualTo(ENTRY);
        }
        assertThat(server.requests).hasValue(1);
        other.remote = null;
        assertThat(other.open().get(KEY)).contains(ENTRY);
        assertThat(Files.readAllBytes(other.entryFile(KEY)))
                .as("signed with the machine's own secret")
                .isNotEqualTo(server.at(KEY))
                .hasSameSizeAs(server.at(KEY));
        assertThat(other.warnings).isEmpty();
    }

    @Test
    void whatIsInTheFolderIsNotAskedFor() throws Exception {
        TestDisk machine = machine("machine");
        machine.open().put(ENTRY);
        try (ObjectStore store = machine.assemble()) {
            store.getOrCompute(KEY, RemoteLayerTest::compileNothing);
        }
        assertThat(server.requests).hasValue(0);
    }

    @Test
    void aReadOnlyMachineSendsNothing() {
        TestDisk machine = machine("reader");
        machine.remote = new RemoteSettings(server.address(), secret, true, LONG);
        try (ObjectStore store = machine.assemble()) {
            store.getOrCompute(KEY, RemoteLayerTest::compile);
        }
        assertThat(server.requests).as("one GET, no PUT").hasValue(1);
        assertThat(server.stored).isEmpty();
        assertThat(machine.warnings).isEmpty();
    }

    @Test
    void aForgedEntryIsNotUsed() throws Exception {
        byte[] forged = EntryFormat.encode(ENTRY, new byte[32]);
        server.stored.put("/cache/" + KEY, forged);
        compilesAndWarns("authentication code is wrong");
        assertThat(server.at(KEY)).as("the machine's own replaces it").isNotEqualTo(forged);
    }

    @Test
    void anEntryOfAnotherKeyIsNotUsed() throws Exception {
        fill();
        byte[] other = server.at(KEY);
        CacheEntry asked = Entries.entry("another");
        server.stored.put("/cache/" + asked.key(), other);
        TestDisk machine = machine("asker");
        try (ObjectStore store = machine.assemble()) {
            assertThat(store.getOrCompute(asked.key(), () -> asked).entry()).isEqualTo(asked);
        }
        assertThat(machine.warnings).singleElement().asString().contains("another key");
    }

    @Test
    void garbageIsNotUsed() throws Exception {
        server.stored.put(
                "/cache/" + KEY,
                "<html>Please log in</html>".repeat(99).getBytes(StandardCharsets.UTF_8));
        compilesAndWarns("does not start like an entry");
    }

    @Test
    void anErrorIsAMiss() throws Exception {
        server.answer = LoopbackServer.status(500);
        compilesAndWarns("status 500");
    }

    @Test
    void aRefusedUploadIsNoFault() throws Exception {
        server.answer =
                exchange -> {
                    if (exchange.getRequestMethod().equals("PUT")) {
                        exchange.sendResponseHeaders(403, -1);
                    } else {
                        server.serve(exchange);
                    }
                };
        compilesAndWarns("status 403");
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        fill();
        TestDisk machine = machine("asker");
        try (RemoteLayer layer = layer(machine, 64)) {
            assertThat(layer.get(KEY)).isEmpty();
        }
        assertThat(machine.warnings).singleElement().asString().contains("64");
        try (RemoteLayer layer = layer(machine, 1 << 20)) {
            assertThat(layer.get(KEY)).contains(ENTRY);
        }
    }

    private RemoteLayer layer(TestDisk machine, long mostBytes) throws Exception {
        return new RemoteLayer(
                new RemoteSettings(server.address(), secret, false, LONG),
                GivenSecret.read(secret).keyFor("remote entry"),
                machine.surroundings(),
                mostBytes);
    }

    @Test
    void aServerThatHangsIsAskedOnce() throws Exception {
        server.answer = server::hang;
        silentServerIsAskedOnce();
    }

    @Test
    void aServerThatStopsInTheMiddleIsAskedOnce() throws Exception {
        server.answer = server::stall;
        silentServerIsAskedOnce();
    }

    private void silentServerIsAskedOnce() throws Exception {
        TestDisk machine = machine("asker");
        machine.remote = new RemoteSettings(server.address(), secret, false, SHORT);
        try (ObjectStore store = machine.assemble()) {
            for (int i = 0; i < 5; i++) {
                CacheEntry entry = Entries.entry("kernel " + i);
                assertThat(store.getOrCompute(entry.key(), () -> entry).source())
                        .isEqualTo(Lookup.Source.COMPUTED);
            }
            assertThat(server.requests).as("five kernels, one timeout").hasValue(1);
            server.answer = server::serve;
            machine.now = machine.now.plus(CircuitBreaker.PAUSE);
            assertThat(store.get(KEY)).isEmpty();
            assertThat(server.requests).as("after a while it is tried again").hasValue(2);
        }
        assertThat(machine.warnings).singleElement().asString().contains("does not answer");
    }

    @Test
    void aServerThatIsDownIsAMiss() throws Exception {
        TestDisk machine = machine("asker");
        server.close();
        compilesAndWarns(machine, "does not answer");
    }

    @Test
    void badAnswersAreNotAskedForAgainAndAgain() {
        server.answer = LoopbackServer.status(500);
        TestDisk machine = machine("asker");
        try (ObjectStore store = machine.assemble()) {
            for (int i = 0; i < 9; i++) {
                assertThat(store.get(Entries.entry("kernel " + i).key())).isEmpty();
            }
        }
        assertThat(server.requests).hasValue(CircuitBreaker.MOST_FAULTS);
        assertThat(machine.warnings).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        fill();
        try (LoopbackServer elsewhere = new LoopbackServer()) {
            elsewhere.answer =
                    exchange -> {
                        exchange.getResponseHeaders().set("Location", server.address() + "/" + KEY);
                        exchange.sendResponseHeaders(307, -1);
                    };
            TestDisk machine = machine("asker");
            machine.remote = new RemoteSettings(elsewhere.address(), secret, false, LONG);
            compilesAndWarns(machine, "status 307");
        }
        assertThat(server.requests).hasValue(0);
    }

    @Test
    void aPasswordIsSentAndNeverShown() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        server.answer =
                exchange -> {
                    seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    exchange.sendResponseHeaders(401, -1);
                };
        String address = server.address().toString().replace("//", "//me:open%20sesame@");
        TestDisk machine = machine("asker");
        machine.remote = new RemoteSettings(URI.create(address), secret, true, LONG);
        compilesAndWarns(machine, "status 401");
        assertThat(seen).containsExactly("Basic bWU6b3BlbiBzZXNhbWU=");
        assertThat(machine.warnings + String.valueOf(machine.remote)).doesNotContain("sesame");
    }

    @Test
    void anotherSecretIsAnotherStore() throws Exception {
        fill();
        Files.writeString(secret, "not the one that was used for the upload");
        compilesAndWarns("another secret");
    }

    @Test
    void aSecretThatOthersCanReadIsRefused() throws Exception {
        TestDisk.mode(secret, "rw-r-----");
        compilesAndWarns("chmod go-rwx");
        assertThat(server.requests).hasValue(0);
    }

    @Test
    void variablesAreUnderstoodOrLeftAloneWithAWarning() {
        assertThat(remote(Map.of())).isEmpty();
        Map<String, String> good =
                Map.of(
                        "KOMODO_CACHE_REMOTE",
                        "https://host/a",
                        "KOMODO_CACHE_SECRET_FILE",
                        "/s",
                        "KOMODO_CACHE_REMOTE_READ_ONLY",
                        "1",
                        "KOMODO_CACHE_REMOTE_TIMEOUT",
                        "9");
        assertThat(remote(good))
                .containsExactly(
                        new RemoteSettings(
                                        URI.create("https://host/a"),
                                        Path.of("/s"),
                                        true,
                                        Duration.ofSeconds(9))
                                .toString());
        assertThat(remote(Map.of("KOMODO_CACHE_REMOTE", "https://host/a")))
                .singleElement()
                .asString()
                .contains("KOMODO_CACHE_SECRET_FILE");
        for (String address : List.of("ftp://host/a", "host", "http://h/a?b", "http://", "\\")) {
            assertThat(
                            remote(
                                    Map.of(
                                            "KOMODO_CACHE_REMOTE",
                                            address,
                                            "KOMODO_CACHE_SECRET_FILE",
                                            "/s")))
                    .singleElement()
                    .asString()
                    .startsWith("KOMODO_CACHE_REMOTE is not used: ");
        }
    }

    /// The remote store that variables name, and warnings.
    private List<String> remote(Map<String, String> variables) {
        List<String> texts = new ArrayList<>();
        CacheSettings.of(CacheLocation.explicit(temp), variables, new Warnings(texts::add))
                .remote()
                .ifPresent(remote -> texts.add(remote.toString()));
        return texts;
    }
}
