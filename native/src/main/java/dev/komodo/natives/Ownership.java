package dev.komodo.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Who owns a file or folder and who may write to it, links not followed.
///
/// @param owner the numeric user
/// @param mode file type and permissions, as in `st_mode`
/// @param size in bytes
record Ownership(int owner, int mode, long size) {
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0022;

    static Ownership of(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:uid,mode,size", LinkOption.NOFOLLOW_LINKS);
        return new Ownership(
                (Integer) Objects.requireNonNull(attributes.get("uid")),
                (Integer) Objects.requireNonNull(attributes.get("mode")),
                (Long) Objects.requireNonNull(attributes.get("size")));
    }

    /// Why this is no plain file, owned by `user` or root, that nobody else can write to.
    Optional<String> faultOfFile(int user) {
        if ((mode & TYPE) != FILE) return Optional.of("is not a plain file");
        return faultOfOwner(user)
                .or(() -> writableByOthers() ? Optional.of(writers()) : Optional.empty());
    }

    /// Why this is no folder, owned by `user` or root, in which nobody else can replace a file of
    /// ours.
    Optional<String> faultOfFolder(int user) {
        if (!isFolder()) return Optional.of("is not a folder");
        return faultOfOwner(user)
                .or(
                        () ->
                                writableByOthers() && (mode & STICKY) == 0
                                        ? Optional.of(writers())
                                        : Optional.empty());
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    private boolean writableByOthers() {
        return (mode & OTHERS_WRITE) != 0;
    }

    private Optional<String> faultOfOwner(int user) {
        return owner == user || owner == 0
                ? Optional.empty()
                : Optional.of("belongs to user " + owner + ", not to you (" + user + ") or root");
    }

    private String writers() {
        return "can be written to by other users (mode %04o)".formatted(mode & 07777);
    }
}
