package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Archives: what one machine exports another imports; tricks are refused, even by whoever knows
/// the secret, and nothing of such an archive is kept.
final class CacheArchiveTest {
    private static final CacheEntry ENTRY = Entries.entry("archived");
    private static final String NAME = ENTRY.key() + ".kobj";

    @TempDir Path temp;
    private GivenSecret secret;
    private TestDisk target;
    private Path archive;

    @BeforeEach
    void makeASecret() throws Exception {
        secret = secret("a secret that both ends of the way know");
        target = new TestDisk(temp.resolve("target"));
        archive = temp.resolve("archive");
    }

    private GivenSecret secret(String content) throws Exception {
        Path file = temp.resolve("secret");
        Files.writeString(file, content);
        TestDisk.mode(file, "rw-------");
        return GivenSecret.read(file);
    }

    private byte[] export(List<CacheEntry> entries) throws Exception {
        DiskStore store = new TestDisk(Files.createTempDirectory(temp, "source")).open();
        entries.forEach(store::put);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exported exported = CacheArchive.write(store, out, secret);
        assertThat(exported).isEqualTo(new Exported(entries.size(), out.size()));
        return out.toByteArray();
    }

    private Imported importArchive() throws Exception {
        return CacheArchive.read(archive, target.open(), secret, CacheSize.DEFAULT);
    }

    private void refused(byte[] content, String reason) throws Exception {
        Files.write(archive, content);
        assertThatThrownBy(this::importArchive)
                .isInstanceOf(RefusedFileException.class)
                .hasMessageStartingWith(archive + ": the archive is refused: ")
                .hasMessageContaining(reason);
        assertThat(target.open().list()).as("nothing of it is kept").isEmpty();
        assertThat(temp.resolve("evil")).doesNotExist();
    }

    /// A member whose header and content a test chooses.
    private static final class Member {
        final byte[] header;
        final byte[] content;

        Member(byte[] header, byte[] content) {
            this.header = header;
            this.content = content;
        }

        static Member of(String name, byte[] content) {
            return new Member(ArchiveFormat.header(name, content.length), content);
        }

        /// A header with something else in it, and the right sum.
        Member with(Consumer<byte[]> change) {
            byte[] changed = header.clone();
            change.accept(changed);
            Arrays.fill(changed, 148, 156, (byte) ' ');
            int sum = 0;
            for (byte b : changed) {
                sum += b & 0xff;
            }
            byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, changed, 148, digits.length);
            return new Member(changed, content);
        }
    }

    /// An archive of any members, rightly signed.
    private byte[] signed(Member... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ArchiveFormat.header(ArchiveFormat.MAGIC_NAME, 0));
        for (Member member : members) {
            out.write(member.header);
            out.write(member.content);
            out.write(new byte[ArchiveFormat.padding(member.content.length)]);
        }
        byte[] before = out.toByteArray();
        byte[] code =
                HmacSha256.code(secret.keyFor(ArchiveReader.ARCHIVE_USE), before, 0, before.length);
        out.write(ArchiveFormat.header(ArchiveFormat.SIGNATURE_NAME, code.length));
        out.write(code);
        out.write(new byte[512 - code.length + 1024]);
        return out.toByteArray();
    }

    private byte[] content(CacheEntry entry) throws EntryFormatException {
        return EntryFormat.encode(entry, secret.keyFor(ArchiveReader.ENTRY_USE));
    }

    @Test
    void whatIsExportedIsImportedAndSignedAnew() throws Exception {
        List<CacheEntry> entries =
                Stream.of("a", "b", "c", "d").map(g -> Entries.entry(g, 5_000)).toList();
        Files.write(archive, export(entries));
        assertThat(importArchive()).isEqualTo(new Imported(4, 0, 0));
        DiskStore store = target.open();
        for (CacheEntry entry : entries) {
            assertThat(store.get(entry.key())).contains(entry);
        }
        assertThat(store.verify()).isEmpty();
        assertThat(importArchive()).isEqualTo(new Imported(0, 4, 0));
    }

    @Test
    void theSameEntriesMakeTheSameBytes() throws Exception {
        CacheEntry other = Entries.entry("other");
        assertThat(export(List.of(ENTRY, other))).isEqualTo(export(List.of(other, ENTRY)));
        assertThat(export(List.of(ENTRY))).isEqualTo(signed(Member.of(NAME, content(ENTRY))));
    }

    @Test
    void tarListsIt() throws Exception {
        Files.write(archive, export(List.of(ENTRY)));
        Process tar =
                new ProcessBuilder("tar", "tf", archive.toString())
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("komodo-cache-archive-1\n" + NAME + "\nsignature\n");
    }

    @Test
    void eachChangedOrMissingByteIsNoticed() throws Exception {
        byte[] good = export(List.of(ENTRY));
        for (int at = 0; at < good.length; at += 37) {
            byte[] changed = good.clone();
            changed[at] ^= 4;
            refused(changed, at < 512 ? "no archive" : "authentication code is wrong");
        }
        refused(Arrays.copyOf(good, good.length - 512), "authentication code is wrong");
        refused(Arrays.copyOf(good, good.length - 5), "cut off");
        refused(new byte[0], "cut off");
    }

    @Test
    void anotherSecretIsNoticed() throws Exception {
        byte[] good = export(List.of(ENTRY));
        secret = secret("not the secret that the archive was written with");
        refused(good, "another secret");
    }

    @Test
    void pathsAreNoNames() throws Exception {
        byte[] content = content(ENTRY);
        for (String name :
                List.of(
                        "../" + NAME,
                        "../../../../evil",
                        temp + "/evil",
                        "sub/" + NAME,
                        "secret",
                        NAME.toUpperCase(Locale.ROOT),
                        NAME.substring(1),
                        NAME + "\u00a0",
                        "")) {
            refused(signed(Member.of(name, content)), "is not the name of an entry");
        }
    }

    @Test
    void aPrefixThatTarWouldPutBeforeTheNameIsRefused() throws Exception {
        Member member = Member.of(NAME, content(ENTRY));
        refused(signed(member.with(header -> header[345] = '/')), "not one that an export writes");
    }

    @Test
    void linksAndFoldersAreRefused() throws Exception {
        Member member = Member.of(NAME, content(ENTRY));
        for (char type : "1234567xgLKS".toCharArray()) {
            refused(signed(member.with(header -> header[156] = (byte) type)), "no plain file");
        }
    }

    @Test
    void aNameThatComesTwiceIsRefused() throws Exception {
        Member member = Member.of(NAME, content(ENTRY));
        refused(signed(member, member), "twice or out of order");
    }

    @Test
    void anEntryUnderAnotherNameIsRefused() throws Exception {
        String other = Entries.key("another") + ".kobj";
        refused(signed(Member.of(other, content(ENTRY))), "it holds another key");
    }

    @Test
    void anEntryThatIsNotSignedWithTheSecretIsRefused() throws Exception {
        byte[] foreign = EntryFormat.encode(ENTRY, new byte[32]);
        refused(signed(Member.of(NAME, foreign)), "authentication code is wrong");
        CacheEntry good = Entries.entry("good");
        Member[] members = {
            Member.of(NAME, foreign), Member.of(good.key() + ".kobj", content(good))
        };
        Arrays.sort(members, Comparator.comparing(member -> ArchiveFormat.name(member.header)));
        refused(signed(members), "authentication code is wrong");
    }

    @Test
    void whatWasSignedForTheRemoteStoreIsNoEntryOfAnArchive() throws Exception {
        byte[] remote = EntryFormat.encode(ENTRY, secret.keyFor("remote entry"));
        refused(signed(Member.of(NAME, remote)), "authentication code is wrong");
    }

    @Test
    void sizesThatLieAreRefusedBeforeAnythingIsAllocated() throws Exception {
        byte[] content = content(ENTRY);
        for (long size : new long[] {content.length + 5_000L, EntryFormat.MAX_BYTES}) {
            Member longer = new Member(ArchiveFormat.header(NAME, size), content);
            refused(signed(longer), "is longer than the archive");
        }
        long bomb = EntryFormat.MAX_BYTES + 1L;
        refused(
                signed(new Member(ArchiveFormat.header(NAME, bomb), content)),
                "which no entry can have");
        refused(signed(Member.of(NAME, new byte[3])), "which no entry can have");
        Member binary = Member.of(NAME, content).with(header -> header[124] = (byte) 0x80);
        refused(signed(binary), "not one that an export writes");
    }

    @Test
    void moreBytesOrEntriesThanAcceptedAreRefused() throws Exception {
        byte[] two = export(List.of(ENTRY, Entries.entry("other")));
        Files.write(archive, two);
        try (ArchiveReader reader = ArchiveReader.open(archive, secret)) {
            reader.check(new CacheSize(two.length), 2);
            assertThatThrownBy(() -> reader.check(new CacheSize(two.length), 1))
                    .isInstanceOf(RefusedFileException.class)
                    .hasMessageContaining("more than 1 entries");
            assertThatThrownBy(() -> reader.check(new CacheSize(two.length - 1), 2))
                    .isInstanceOf(RefusedFileException.class)
                    .hasMessageContaining("--max-size");
        }
    }

    @Test
    void compressedFilesAreNotUnpacked() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(new byte[10 << 20]);
        }
        byte[] bomb = Arrays.copyOf(bytes.toByteArray(), 512 * (bytes.size() / 512 + 1));
        refused(bomb, "no archive");
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        assertThatThrownBy(this::importArchive).hasMessageContaining("there is no such archive");
        Files.createDirectory(archive);
        assertThatThrownBy(this::importArchive).hasMessageContaining("no plain file");
    }

    @Test
    void anUntrustedSecretIsRefused() throws Exception {
        Path file = temp.resolve("secret");
        TestDisk.mode(file, "rw----r--");
        assertThatThrownBy(() -> GivenSecret.read(file)).hasMessageContaining("chmod go-rwx");
        TestDisk.mode(file, "rw-------");
        Files.writeString(file, "short");
        assertThatThrownBy(() -> GivenSecret.read(file)).hasMessageContaining("expected 32 to");
        Files.delete(file);
        assertThatThrownBy(() -> GivenSecret.read(file)).hasMessageContaining("make one");
        Path open = Files.createDirectory(temp.resolve("open"));
        TestDisk.mode(open, "rwxrwxrwx");
        Path inside = Files.writeString(open.resolve("secret"), "x".repeat(32));
        TestDisk.mode(inside, "rw-------");
        assertThatThrownBy(() -> GivenSecret.read(inside)).hasMessageContaining("may write to it");
    }
}
