package dev.komodo.llvm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sizes of the data caches that one core sees, in bytes; 0 where the operating system says nothing
/// (some containers hide them).
///
/// @param level1 of the level-1 data cache
/// @param level2 of the level-2 cache
/// @param level3 of the level-3 cache, shared with other cores
public record CacheSizes(long level1, long level2, long level3) {
    /// Where Linux describes the caches of the first CPU.
    static final Path FIRST_CPU = Path.of("/sys/devices/system/cpu/cpu0/cache");

    private static final CacheSizes UNKNOWN = new CacheSizes(0, 0, 0);

    /// The sizes in a folder laid out as Linux's `cpu*/cache`: `index*/{level,type,size}`.
    static CacheSizes read(Path folder) {
        CacheSizes sizes = UNKNOWN;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "index*")) {
            for (Path entry : entries) {
                sizes = sizes.with(entry);
            }
            return sizes;
        } catch (IOException e) {
            System.getLogger("dev.komodo.llvm")
                    .log(System.Logger.Level.DEBUG, "Cache sizes are unknown", e);
            return UNKNOWN;
        }
    }

    private CacheSizes with(Path entry) throws IOException {
        if (line(entry, "type").equals("Instruction")) {
            return this;
        }
        long bytes = bytes(line(entry, "size"));
        return switch (line(entry, "level")) {
            case "1" -> new CacheSizes(bytes, level2, level3);
            case "2" -> new CacheSizes(level1, bytes, level3);
            case "3" -> new CacheSizes(level1, level2, bytes);
            default -> this;
        };
    }

    private static String line(Path entry, String name) throws IOException {
        return Files.readString(entry.resolve(name)).strip();
    }

    /// `32K`, `2048K`, `1M` or plain bytes.
    private static long bytes(String text) {
        char unit = text.isEmpty() ? '0' : text.charAt(text.length() - 1);
        long scale = unit == 'K' ? 1L << 10 : unit == 'M' ? 1L << 20 : 1;
        String digits = scale == 1 ? text : text.substring(0, text.length() - 1);
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty()
                ? Long.parseLong(digits) * scale
                : 0;
    }
}
