package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Another user of the machine, or somebody who has files but no secret, tries to run code in this
/// process. Each is refused with a message that says what was found, and compiling goes on.
class AttackTest {
    private static final CacheEntry ENTRY = Entries.entry("g");

    @TempDir Path temp;

    private static Path entryIn(Path cache) {
        return new ObjectFolders(cache, new SystemFiles()).entry(ENTRY.key());
    }

    @Test
    void anEntryThatAnotherUserPlantedIsNotUsed() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            Path cache = users.folderOf(ForeignUser.VICTIM, "cache");
            assertThat(users.run(ForeignUser.VICTIM, cache))
                    .containsExactly("COMPUTED true", "STORED true");
            ForeignUser.give(entryIn(cache), ForeignUser.ATTACKER);

            List<String> output = users.run(ForeignUser.VICTIM, cache);

            assertThat(output).hasSize(3).startsWith("COMPUTED true", "STORED true");
            assertThat(output.get(2))
                    .contains("belongs to user " + ForeignUser.ATTACKER)
                    .contains(".bad");
        }
    }

    @Test
    void aFolderOfAnotherUserIsNotUsed() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            Path cache = users.folderOf(ForeignUser.ATTACKER, "cache");
            users.run(ForeignUser.ATTACKER, cache);
            TestDisk.mode(cache, "rwxr-xr-x");

            List<String> output = users.run(ForeignUser.VICTIM, cache);

            assertThat(output).hasSize(3).startsWith("COMPUTED true", "COMPUTED true");
            assertThat(output.get(2)).contains("belongs to user " + ForeignUser.ATTACKER);
        }
    }

    /// In `/tmp`, which everybody may write to: the attacker is faster and links the victim's name
    /// to a folder of their own, or to one of the victim's.
    @Test
    void aLinkThatAnotherUserPutInPlaceOfTheFolderIsNotFollowed() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            TestDisk.mode(users.folder, "rwxrwxrwx");
            Path target = users.folderOf(ForeignUser.VICTIM, "target");
            Path cache = Files.createSymbolicLink(users.folder.resolve("cache"), target);
            ForeignUser.give(cache, ForeignUser.ATTACKER);

            List<String> output = users.run(ForeignUser.VICTIM, cache);

            assertThat(output).hasSize(3).startsWith("COMPUTED true", "COMPUTED true");
            assertThat(output.get(2)).contains("it is a link, which is not followed");
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    void whatRootBakedServesOthersAsALayerAndItsPrivateCacheDoesNot() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            Path layer = users.folder.resolve("layer");
            Path secretive = users.folder.resolve("secretive");
            DiskStore.writingLayer(layer).put(ENTRY);
            DiskStore.open(CacheLocation.explicit(secretive)).put(ENTRY);
            Path cache = users.folderOf(ForeignUser.VICTIM, "cache");

            assertThat(users.run(ForeignUser.VICTIM, cache, layer.toString()))
                    .containsExactly("LAYER true", "LAYER true");
            List<String> output = users.run(ForeignUser.VICTIM, secretive);
            assertThat(output).hasSize(3).startsWith("COMPUTED true", "COMPUTED true");
            assertThat(output.get(2)).contains("AccessDenied");
        }
    }

    @Test
    void aLayerOfAnotherUserIsNotUsed() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            Path home = users.folderOf(ForeignUser.ATTACKER, "home");
            TestDisk.mode(home, "rwxr-xr-x");
            Path layer = home.resolve("layer");
            DiskStore.writingLayer(layer).put(ENTRY); // root's files, in a folder of the attacker
            Path cache = users.folderOf(ForeignUser.VICTIM, "cache");

            List<String> output = users.run(ForeignUser.VICTIM, cache, layer.toString());

            assertThat(output).hasSize(3).startsWith("COMPUTED true", "STORED true");
            assertThat(output.get(2))
                    .contains("as a layer it is not trusted: " + home)
                    .contains("belongs to user " + ForeignUser.ATTACKER);
        }
    }

    /// As a user for whom modes mean something: root may write everywhere.
    @Test
    void aFolderThatCannotBeWrittenServesWhatItHasWithOneWarning() throws Exception {
        try (ForeignUser users = ForeignUser.assumeThereIsOne()) {
            Path cache = users.folderOf(ForeignUser.VICTIM, "cache");
            users.run(ForeignUser.VICTIM, cache);
            for (Path folder : TestDisk.foldersBetween(users.folder, entryIn(cache))) {
                TestDisk.mode(folder, "r-x------");
            }

            List<String> output = users.run(ForeignUser.VICTIM, cache);

            assertThat(output).hasSize(3).startsWith("STORED true", "STORED true");
            assertThat(output.get(2)).contains("can't be written");
            Files.delete(entryIn(cache));
            output = users.run(ForeignUser.VICTIM, cache);
            assertThat(output).hasSize(3).startsWith("COMPUTED true", "COMPUTED true");
        }
    }

    @Test
    void anEntryThatIsSignedWithAnotherSecretIsNotUsed() throws Exception {
        TestDisk victim = new TestDisk(temp.resolve("victim"));
        TestDisk attacker = new TestDisk(temp.resolve("attacker"));
        victim.open().put(ENTRY);
        attacker.open().put(Entries.entry("g", 77));
        Files.copy(
                attacker.entryFile(ENTRY.key()),
                victim.entryFile(ENTRY.key()),
                StandardCopyOption.REPLACE_EXISTING);
        TestDisk.mode(victim.entryFile(ENTRY.key()), "rw-------");

        assertThat(victim.open().get(ENTRY.key())).isEmpty();
        assertThat(victim.warnings).singleElement().asString().contains("another secret");
    }

    /// Somebody who may rename a folder above shows the victim's own folder to the check and one of
    /// theirs, with a secret that they know, to the read.
    @Test
    void aFolderThatIsExchangedBetweenCheckAndReadIsNotUsed() throws Exception {
        TestDisk victim = new TestDisk(temp.resolve("victim"));
        victim.open();
        TestDisk attacker = new TestDisk(temp.resolve("attacker"));
        attacker.open();
        Path real = victim.folder.toRealPath();
        Path away = real.resolveSibling("away");
        int[] looks = {0};
        victim.files.beforeFacts =
                path -> {
                    // the folder was looked at and found good; now its secret is looked at
                    if (path.endsWith("secret") && looks[0]++ == 0) {
                        move(real, away);
                        move(attacker.folder, real);
                    }
                };

        assertThatThrownBy(victim::open)
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("replaced while it was opened");
        assertThat(looks[0]).isPositive();
    }

    @Test
    void aFileThatIsExchangedBetweenCheckAndReadIsNotUsed() throws Exception {
        TestDisk victim = new TestDisk(temp.resolve("victim"));
        DiskStore store = victim.open();
        store.put(ENTRY);
        Path file = victim.entryFile(ENTRY.key());
        int[] looks = {0};
        victim.files.beforeFacts =
                path -> {
                    // another file at each look, so also between the one before and the one after
                    // the read
                    if (path.equals(file) && looks[0]++ > 0) {
                        replace(file);
                    }
                };

        assertThat(store.get(ENTRY.key())).isEmpty();
        victim.files.beforeFacts = _ -> {};
        store.put(ENTRY);
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
    }

    private static void replace(Path file) {
        try {
            Path copy = file.resolveSibling("copy");
            Files.copy(file, copy);
            TestDisk.mode(copy, "rw-------");
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
