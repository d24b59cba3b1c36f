package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The real file system, of which a test chooses one operation to fail, or to be the last that the
/// process performs.
final class FaultyFiles implements FileOperations {
    /// The operations that change something.
    enum Operation {
        CREATE_FOLDER,
        CREATE_FILE,
        APPEND,
        RENAME,
        LINK,
        FORCE_FOLDER,
        TOUCH,
        DELETE
    }

    /// Ends the "process": not an IOException, so no recovery code runs.
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final FileOperations real = new SystemFiles();
    private final List<Operation> performed = new ArrayList<>();
    private int failing = -1;
    private int crashing = -1;
    private boolean halfWritten;
    volatile boolean writable = true;

    /// What happens in another process just before this one looks at a path.
    volatile Consumer<Path> beforeFacts = _ -> {};

    final AtomicInteger factsAsked = new AtomicInteger();
    private volatile List<Operation> broken = List.of();

    /// The operations so far, the failed ones included.
    synchronized List<Operation> performed() {
        return List.copyOf(performed);
    }

    /// Makes every operation of these kinds fail from now on.
    void breakAll(Operation... operations) {
        broken = List.of(operations);
    }

    /// Makes the operation with this index among all changes fail.
    synchronized void failAt(int index) {
        failing = index;
    }

    /// Ends the process instead of the operation with this index; a file being created is left half
    /// written if asked.
    synchronized void crashAt(int index, boolean leaveHalf) {
        crashing = index;
        halfWritten = leaveHalf;
    }

    private synchronized boolean crashesNow() {
        return performed.size() - 1 == crashing;
    }

    private synchronized void before(Operation operation, Path path) throws IOException {
        performed.add(operation);
        if (crashesNow() && !(halfWritten && operation == Operation.CREATE_FILE)) {
            throw new Crash();
        }
        if (performed.size() - 1 == failing || broken.contains(operation)) {
            throw new IOException("injected fault: " + operation + " of " + path);
        }
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        factsAsked.incrementAndGet();
        beforeFacts.accept(path);
        return real.facts(path);
    }

    @Override
    public byte[] read(Path file, int size) throws IOException {
        return real.read(file, size);
    }

    @Override
    public byte[] randomBytes(int count) throws IOException {
        return real.randomBytes(count);
    }

    @Override
    public byte[] readStart(Path file, int most) throws IOException {
        return real.readStart(file, most);
    }

    @Override
    public OpenFolder open(Path folder) throws IOException {
        return real.open(folder);
    }

    @Override
    public boolean isWritable(Path folder) {
        return writable && real.isWritable(folder);
    }

    @Override
    public void createFolder(Path folder, Access access) throws IOException {
        before(Operation.CREATE_FOLDER, folder);
        real.createFolder(folder, access);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        before(Operation.APPEND, file);
        real.append(file, content);
    }

    @Override
    public void createFile(Path file, byte[] content, Access access) throws IOException {
        before(Operation.CREATE_FILE, file);
        if (crashesNow()) {
            real.createFile(file, Arrays.copyOf(content, content.length / 2), access);
            throw new Crash();
        }
        real.createFile(file, content, access);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        before(Operation.RENAME, to);
        real.rename(from, to);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        before(Operation.LINK, link);
        real.link(link, existing);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        before(Operation.FORCE_FOLDER, folder);
        real.forceFolder(folder);
    }

    @Override
    public void touch(Path file, Instant modified) throws IOException {
        before(Operation.TOUCH, file);
        real.touch(file, modified);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        before(Operation.DELETE, file);
        return real.delete(file);
    }
}
