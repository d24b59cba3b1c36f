package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OwnershipTest {
    private static final int ME = 1000;

    @Test
    void trustsFilesOfTheUserAndOfRoot() {
        assertThat(new Ownership(ME, 0100644, 1).faultOfFile(ME)).isEmpty();
        assertThat(new Ownership(0, 0100644, 1).faultOfFile(ME)).isEmpty();
    }

    @Test
    void distrustsFilesOfOthersLinksFoldersAndWhatOthersCanWriteTo() {
        assertThat(new Ownership(1001, 0100644, 1).faultOfFile(ME))
                .contains("belongs to user 1001, not to you (1000) or root");
        assertThat(new Ownership(ME, 0120777, 1).faultOfFile(ME)).contains("is not a plain file");
        assertThat(new Ownership(ME, 0040755, 1).faultOfFile(ME)).contains("is not a plain file");
        assertThat(new Ownership(ME, 0100664, 1).faultOfFile(ME))
                .contains("can be written to by other users (mode 0664)");
        assertThat(new Ownership(0, 0100646, 1).faultOfFile(ME)).isPresent();
    }

    @Test
    void trustsAStickyFolderOnly() {
        assertThat(new Ownership(0, 0041777, 1).faultOfFolder(ME)).isEmpty();
        assertThat(new Ownership(0, 0040777, 1).faultOfFolder(ME)).isPresent();
        assertThat(new Ownership(ME, 0040775, 1).faultOfFolder(ME)).isPresent();
        assertThat(new Ownership(ME, 0040755, 1).faultOfFolder(ME)).isEmpty();
        assertThat(new Ownership(1001, 0040755, 1).faultOfFolder(ME)).isPresent();
        assertThat(new Ownership(ME, 0120777, 1).faultOfFolder(ME)).contains("is not a folder");
    }
}
