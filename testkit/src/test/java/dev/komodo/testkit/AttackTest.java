package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Stores;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What somebody else put or may change is refused, with words that say what to do.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AttackTest {
    private static final SmallEntry ENTRY = new SmallEntry(1);

    @TempDir Path temp;
    private final List<String> warnings = new ArrayList<>();
    private Path cache;

    @BeforeEach
    void fillACache() throws Exception {
        cache = temp.resolve("cache");
        try (DiskStore store = open()) {
            store.put(ENTRY.entry());
        }
    }

    @Test
    void anEntryWithAForgedCodeIsRefused() throws Exception {
        byte[] forged = bytesSignedElsewhere();
        try (DiskStore store = open()) {
            Files.write(file(store), forged);
            assertThat(store.get(ENTRY.key())).isEmpty();
        }
        assertThat(warnings).singleElement().asString().contains("authentication code is wrong");
    }

    /// The same bytes are good where their secret is: nothing but the code stops them.
    @Test
    void theForgedEntryIsGoodForWhoeverHasItsSecret() throws Exception {
        byte[] forged = bytesSignedElsewhere();
        Files.copy(
                temp.resolve("elsewhere/secret"),
                Files.createDirectory(temp.resolve("stolen")).resolve("secret"));
        mode(temp.resolve("stolen"), "rwx------");
        mode(temp.resolve("stolen/secret"), "rw-------");
        try (DiskStore store = Stores.open(temp.resolve("stolen"), warnings::add)) {
            store.put(ENTRY.entry());
            Files.write(file(store), forged);
            assertThat(store.get(ENTRY.key())).contains(ENTRY.entryOf(666));
        }
    }

    private byte[] bytesSignedElsewhere() throws Exception {
        try (DiskStore elsewhere = Stores.open(temp.resolve("elsewhere"), warnings::add)) {
            elsewhere.put(ENTRY.entryOf(666));
            return Files.readAllBytes(file(elsewhere));
        }
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), cache);
        assertThatThrownBy(() -> Stores.open(link, warnings::add))
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("it is a link")
                .hasMessageContaining("KOMODO_CACHE");
    }

    @Test
    void anEntryThatIsALinkIsRefused() throws Exception {
        try (DiskStore store = open()) {
            Path file = file(store);
            Path moved = Files.move(file, temp.resolve("moved"));
            Files.createSymbolicLink(file, moved);
            assertThat(store.get(ENTRY.key())).isEmpty();
            assertThat(moved).exists();
        }
        assertThat(warnings).singleElement().asString().contains("LINK");
    }

    @Test
    void aShardThatIsALinkIsRefused() throws Exception {
        try (DiskStore store = open()) {
            Path shard = file(store).getParent();
            Path moved = Files.move(shard, temp.resolve("moved"));
            Files.createSymbolicLink(shard, moved);
            assertThat(store.get(ENTRY.key())).isEmpty();
            assertThat(store.put(ENTRY.entry())).isFalse();
        }
        assertThat(warnings).first().asString().contains("LINK");
    }

    @Test
    void aFolderThatAllMayWriteToIsRefused() throws IOException {
        for (String part : List.of("", "objects", "objects/v1")) {
            mode(cache.resolve(part), "rwxrwxrwx");
            assertThatThrownBy(this::open)
                    .as(part)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("may write to it")
                    .hasMessageContaining("chmod go-w");
            mode(cache.resolve(part), "rwx------");
        }
    }

    @Test
    void aShardOrAnEntryThatAllMayWriteToIsRefused() throws Exception {
        for (boolean shard : List.of(true, false)) {
            try (DiskStore store = open()) {
                Path file = file(store);
                Path folder = Objects.requireNonNull(file.getParent());
                mode(shard ? folder : file, "rwxrw-rw-");
                assertThat(store.get(ENTRY.key())).isEmpty();
                mode(folder, "rwx------");
            }
        }
        assertThat(warnings).hasSize(2).allSatisfy(text -> assertThat(text).contains("chmod go-w"));
    }

    @Test
    void aSecretThatOthersMayReadIsRefused() throws IOException {
        mode(cache.resolve("secret"), "rw-r-----");
        assertThatThrownBy(this::open)
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("may read it")
                .hasMessageContaining("could have been forged");
    }

    @Test
    void anEntryPlantedByAnotherUserIsRefused() throws Exception {
        OtherUser.require();
        Path classes = OtherUser.sharedClasses(temp);
        Path file;
        try (DiskStore store = open()) {
            file = file(store);
        }
        OtherUser.giveAll(cache, OtherUser.VICTIM);
        assertThat(asVictim(classes)).containsExactly("STORED");

        OtherUser.give(file, OtherUser.ATTACKER);
        List<String> lines = asVictim(classes);
        assertThat(lines).hasSize(2).last().isEqualTo("COMPUTED");
        assertThat(lines.getFirst())
                .startsWith("warned: ")
                .contains("belongs to user " + OtherUser.ATTACKER);
    }

    @Test
    void aFolderOfAnotherUserIsRefused() throws Exception {
        OtherUser.require();
        Path classes = OtherUser.sharedClasses(temp);
        OtherUser.giveAll(cache, OtherUser.ATTACKER);
        mode(cache, "rwxr-xr-x");
        assertThat(asVictim(classes))
                .singleElement()
                .asString()
                .startsWith("refused: ")
                .contains("belongs to user " + OtherUser.ATTACKER);
    }

    private List<String> asVictim(Path classes) throws IOException {
        try (ChildJvm child = OtherUser.start(temp, classes, OtherUser.VICTIM, cache, 1, 1)) {
            return child.lastLines();
        }
    }

    private DiskStore open() throws CacheUnavailableException {
        return Stores.open(cache, warnings::add);
    }

    private static Path file(DiskStore store) {
        return store.file(ENTRY.key()).orElseThrow();
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
