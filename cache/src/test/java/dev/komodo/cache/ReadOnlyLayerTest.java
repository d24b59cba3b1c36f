package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// Layers: found, never written, believed for their owner's sake only.
class ReadOnlyLayerTest {
    private static final CacheEntry ENTRY = Entries.entry("g");

    @TempDir Path temp;
    private Path layer;
    private TestDisk disk;

    @BeforeEach
    void buildALayer() throws Exception {
        disk = new TestDisk(temp.resolve("cache"));
        layer = temp.resolve("image/layer");
        disk.layers = List.of(layer);
        write(layer, ENTRY);
    }

    private void write(Path folder, CacheEntry entry) throws Exception {
        try (DiskStore writer = DiskStore.writingLayer(folder, disk.surroundings())) {
            assertThat(writer.put(entry)).isTrue();
        }
    }

    private Path fileIn(Path folder) {
        return new ObjectFolders(folder, disk.files).entry(ENTRY.key());
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void givesWhatTheStoreLacksWithoutWritingAnywhere() throws Exception {
        ObjectStore store = disk.assemble();
        int before = disk.files.performed().size();

        Lookup lookup =
                store.getOrCompute(
                        ENTRY.key(),
                        () -> {
                            throw new AssertionError("compiled although the layer has it");
                        });

        assertThat(lookup).isEqualTo(new Lookup(ENTRY, Lookup.Source.LAYER));
        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        assertThat(store.peek(ENTRY.key())).contains(ENTRY);
        assertThat(store.file(ENTRY.key())).contains(fileIn(layer));
        assertThat(store.list())
                .singleElement()
                .extracting(StoredEntry::origin)
                .isEqualTo(layer.toString());
        assertThat(store.verify()).isEmpty();
        store.close();
        assertThat(disk.files.performed()).hasSize(before);
        assertThat(files(layer)).containsExactly(fileIn(layer));
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void servesEvenWhereNoFolderCanBeWritten() throws Exception {
        Files.write(disk.folder, new byte[1]);
        ObjectStore store = disk.assemble();

        assertThat(store.get(ENTRY.key())).contains(ENTRY);
        assertThat(store.getOrCompute(Entries.key("h"), () -> Entries.entry("h")).isHit())
                .isFalse();
        assertThat(disk.warnings).singleElement().asString().contains("no cache in");
    }

    @Test
    void keepsWhatIsCompiledInTheStoreOnly() throws Exception {
        ObjectStore store = disk.assemble();
        CacheEntry other = Entries.entry("h");

        assertThat(store.getOrCompute(other.key(), () -> other).source())
                .isEqualTo(Lookup.Source.COMPUTED);

        assertThat(disk.entryFile(other.key())).exists();
        assertThat(files(layer)).hasSize(1);
        assertThat(store.clear()).isEqualTo(1);
        assertThat(store.collect(new CacheSize(1)).entries()).isZero();
        assertThat(files(layer)).hasSize(1);
    }

    @Test
    void isReadableByAllAndHasNeitherSecretNorLock() throws Exception {
        for (Path folder : TestDisk.foldersBetween(temp, fileIn(layer))) {
            assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
        }
        assertThat(permissions(fileIn(layer))).isEqualTo("rw-r--r--");
        assertThat(files(layer)).containsExactly(fileIn(layer));
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void hasTheSameBytesWhoeverBuildsIt() throws Exception {
        Path again = temp.resolve("again");
        write(again, ENTRY);
        assertThat(fileIn(again)).hasSameBinaryContentAs(fileIn(layer));
    }

    /// The layer's key is no secret, so what it signs must be worth nothing anywhere else.
    @Test
    void anEntryOfALayerIsNoEntryOfACache() throws Exception {
        disk.layers = List.of();
        DiskStore store = disk.open();
        store.put(ENTRY);
        Files.write(disk.entryFile(ENTRY.key()), Files.readAllBytes(fileIn(layer)));

        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(disk.warnings).singleElement().asString().contains("another secret");
    }

    @Test
    void anOrdinaryCacheOfThisUserServesAsALayer() throws Exception {
        TestDisk other = new TestDisk(temp.resolve("other"));
        other.open().put(Entries.entry("h"));
        disk.layers = List.of(other.folder);

        assertThat(disk.assemble().get(Entries.key("h"))).contains(Entries.entry("h"));
    }

    @Test
    void isLeftOutIfSomebodyElseMayWriteToItOrAboveIt() throws Exception {
        for (Path folder : List.of(layer, temp.resolve("image"))) {
            for (String mode : List.of("rwxrwxr-x", "rwxr-xrwx")) {
                TestDisk.mode(folder, mode);
                assertRefused("chmod go-w");
                TestDisk.mode(folder, "rwxr-xr-x");
            }
        }
        assertThat(disk.assemble().get(ENTRY.key())).contains(ENTRY);
    }

    @Test
    void isLeftOutIfItOrAFolderAboveBelongsToSomebodyElse() throws Exception {
        assumeTrue(
                Trust.ofThisProcess().ownUser() == 0,
                "NOT TESTED: only root can give a folder away");
        for (Path folder : List.of(layer, temp.resolve("image"))) {
            Files.setAttribute(folder, "unix:uid", 12_345);
            assertRefused("belongs to user 12345");
            Files.setAttribute(folder, "unix:uid", 0);
        }
    }

    private void assertRefused(String reason) {
        disk.warnings.clear();
        ObjectStore store = disk.assemble();
        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(store.list()).isEmpty();
        assertThat(disk.warnings)
                .singleElement()
                .asString()
                .contains("as a layer it is not trusted")
                .contains(reason);
    }

    @Test
    void aBrokenEntryIsCompiledAndStaysWhereItIs() throws Exception {
        byte[] flipped = Files.readAllBytes(fileIn(layer));
        flipped[flipped.length / 2] ^= 1;
        Files.write(fileIn(layer), flipped);
        ObjectStore store = disk.assemble();

        assertThat(store.verify())
                .singleElement()
                .satisfies(
                        broken -> {
                            assertThat(broken.key()).isEqualTo(ENTRY.key());
                            assertThat(broken.reason()).startsWith(layer.toString());
                        });
        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).source())
                .isEqualTo(Lookup.Source.COMPUTED);
        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).source())
                .isEqualTo(Lookup.Source.STORED);
        assertThat(fileIn(layer)).hasBinaryContent(flipped);
        assertThat(disk.warnings).singleElement().asString().contains("is not used");
    }

    @Test
    void linksAndFilesThatOthersMayWriteAreNotUsed() throws Exception {
        TestDisk.mode(fileIn(layer), "rw-rw-r--");
        assertThat(disk.assemble().get(ENTRY.key())).isEmpty();
        TestDisk.mode(fileIn(layer), "rw-r--r--");

        Path target = temp.resolve("target");
        Files.move(fileIn(layer), target);
        Files.createSymbolicLink(fileIn(layer), target);
        assertThat(disk.assemble().get(ENTRY.key())).isEmpty();
    }

    @Test
    void anEntryThatItsReaderRefusedIsNotGivenAgain() throws Exception {
        ObjectStore store = disk.assemble();
        store.reject(ENTRY.key(), "it defines other symbols than it declares");
        assertThat(store.get(ENTRY.key())).isEmpty();
        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).source())
                .isEqualTo(Lookup.Source.COMPUTED);
    }

    @Test
    void aLayerThatIsNotThereIsOneWarning() {
        disk.layers = List.of(temp.resolve("absent"));
        ObjectStore store = disk.assemble();
        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).entry()).isEqualTo(ENTRY);
        assertThat(disk.warnings).singleElement().asString().contains("absent");
    }

    @Test
    void aFolderThatOthersMayWriteIsNotFilled() throws Exception {
        Path open = Files.createDirectory(temp.resolve("open"));
        TestDisk.mode(open, "rwxrwxrwx");
        assertThatThrownBy(() -> DiskStore.writingLayer(open))
                .isInstanceOfSatisfying(
                        CacheUnavailableException.class,
                        e -> assertThat(e.reason()).contains("chmod go-w"));
    }
}
