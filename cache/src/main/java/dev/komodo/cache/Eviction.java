package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Keeps a folder below its bound: when the entries take more, those that were used longest ago go,
/// until they take a tenth less than the bound.
///
/// Nothing is looked at when an entry is found, and when one is put only a small file is
/// ([UsageJournal]); the folder is walked by the process that crosses the bound, alone, under a
/// lock. Siblings that read an entry meanwhile have its file open, or find that it is gone and
/// compile. What is being written (a file that ends in `.tmp`) is touched only when its writer must
/// be dead.
///
/// The order comes from the files' times. One that lies more than an hour in the future, as after a
/// clock was set back, is set to now when it is met: such an entry is neither kept for ever nor
/// removed for it.
final class Eviction {
    /// How much of the bound is left in use, so that not each further put walks the folder.
    private static final double LOW_WATER = 0.9;

    /// After a walk that did not bring the total below the bound, or whose result can't be kept.
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final ObjectFolders folders;
    private final Surroundings surroundings;
    private final KeyLocks locks;
    private final CacheSize bound;
    private final UsageJournal usage;
    private final HitCounts hits;
    private volatile @Nullable Instant fruitless;

    Eviction(
            ObjectFolders folders,
            Surroundings surroundings,
            KeyLocks locks,
            CacheSize bound,
            HitCounts hits) {
        this.folders = folders;
        this.surroundings = surroundings;
        this.locks = locks;
        this.bound = bound;
        this.usage = new UsageJournal(folders.folder(), surroundings.files());
        this.hits = hits;
    }

    private record Candidate(Path file, long byteSize, Instant lastUsed, boolean isEntry) {
        /// What was set aside goes first, then what was used longest ago.
        static final Comparator<Candidate> ORDER =
                Comparator.comparing(Candidate::isEntry)
                        .thenComparing(Candidate::lastUsed)
                        .thenComparing(Candidate::file);
    }

    /// Tells of an entry that was just put, which is never removed to make room.
    void afterPut(Path file, long byteSize) {
        if (bound.isUnlimited()) {
            return;
        }
        OptionalLong total = usage.add(byteSize);
        if (total.isPresent() && total.getAsLong() <= bound.bytes()) {
            return;
        }
        Instant now = surroundings.clock().instant();
        Instant last = fruitless;
        if (last != null && Duration.between(last, now).abs().compareTo(PAUSE) < 0) {
            return;
        }
        Optional<KeyLocks.Held> lock = lock();
        if (lock.isPresent()) {
            try {
                Evicted evicted = collect(bound, file);
                boolean kept = usage.add(0).isPresent();
                fruitless = kept && evicted.bytesLeft() <= bound.bytes() ? null : now;
            } finally {
                release(lock.get());
            }
        }
    }

    /// Removes entries until the rest fits, whatever others do at the same time.
    ///
    /// @param keep a file that stays, if any
    Evicted collect(CacheSize size, @Nullable Path keep) {
        List<Candidate> candidates = candidates();
        long total = 0;
        for (Candidate candidate : candidates) {
            total += candidate.byteSize;
        }
        long goal = total <= size.bytes() ? size.bytes() : (long) (size.bytes() * LOW_WATER);
        int entries = 0;
        long left = total;
        Set<String> remaining = new HashSet<>();
        for (Candidate candidate : candidates) {
            boolean goes = left > goal && !candidate.file.equals(keep) && remove(candidate);
            if (goes) {
                left -= candidate.byteSize;
                entries += candidate.isEntry ? 1 : 0;
            } else {
                ObjectFolders.keyOf(candidate.file).ifPresent(key -> remaining.add(key.hex()));
            }
        }
        usage.start(left);
        hits.compact(remaining);
        return new Evicted(entries, total - left, left);
    }

    private List<Candidate> candidates() {
        Instant now = surroundings.clock().instant();
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (Path file : folders.allFormats()) {
                boolean isEntry = ObjectFolders.keyOf(file).isPresent();
                if (isEntry || file.toString().endsWith(ObjectFolders.SET_ASIDE)) {
                    candidate(file, isEntry, now).ifPresent(candidates::add);
                } else if (ObjectFolders.isDebris(file)) {
                    folders.sweepFile(file, now);
                }
            }
            folders.sweepRoot(now);
        } catch (IOException e) {
            Path objects = folders.objects();
            surroundings
                    .warnings()
                    .warn(objects, "cache folder " + objects + ": can't be kept small: " + e);
        }
        candidates.sort(Candidate.ORDER);
        return candidates;
    }

    private Optional<Candidate> candidate(Path file, boolean isEntry, Instant now) {
        try {
            FileFacts facts = surroundings.files().facts(file);
            Instant lastUsed = facts.modified().toInstant();
            if (lastUsed.isAfter(now.plus(DiskStore.RECENCY))) {
                surroundings.files().touch(file, now);
                lastUsed = now;
            }
            return Optional.of(new Candidate(file, facts.byteSize(), lastUsed, isEntry));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // removed meanwhile
        } catch (IOException e) {
            Warnings.trace("cache file " + file + " is not counted: " + e);
            return Optional.empty();
        }
    }

    /// Whether a file is gone that nobody used since it was looked at.
    private boolean remove(Candidate candidate) {
        try {
            FileFacts facts = surroundings.files().facts(candidate.file);
            if (facts.modified().toInstant().isAfter(candidate.lastUsed)) {
                return false;
            }
            surroundings.files().delete(candidate.file);
            return true;
        } catch (NoSuchFileException _) {
            return true; // another process was faster
        } catch (IOException e) {
            surroundings
                    .warnings()
                    .warn(
                            folders.objects(),
                            "cache file " + candidate.file + " can't be removed: " + e);
            return false;
        }
    }

    /// Nothing if another process is at it; a stand-in where there are no locks, for two evictors
    /// at once only remove a little more than needed.
    private Optional<KeyLocks.Held> lock() {
        try {
            return locks.tryLockHousekeeping();
        } catch (IOException e) {
            Warnings.trace("no lock for housekeeping: " + e);
            return Optional.of(() -> {});
        }
    }

    private static void release(KeyLocks.Held lock) {
        try {
            lock.close();
        } catch (IOException e) {
            Warnings.trace("the lock of housekeeping can't be released: " + e);
        }
    }
}
