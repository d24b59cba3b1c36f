package dev.komodo.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One ORC execution session and its dylibs, used by one thread at a time.
///
/// The C API makes a session only as part of an LLJIT. That LLJIT links its own dylibs to the
/// process's symbols; the bare ones made here it knows nothing about.
final class OrcSession {
    /// Clearing the pool of names walks all of it, so it is done once in so many closes.
    private static final int CLOSES_PER_SWEEP = 64;

    private final Arena stubs = Arena.ofShared();
    private final MemorySegment jit;
    private final MemorySegment session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private final List<String> reports = new ArrayList<>();
    private int made;
    private int closes;
    private volatile boolean abandoned;

    private OrcSession(MemorySegment jit) {
        this.jit = jit;
        this.session = StartFunction.GET_EXECUTION_SESSION.pointer(jit.address());
        NativeCallback reporter = (_, error, _, _) -> report(MemorySegment.ofAddress(error));
        StartFunction.SET_ERROR_REPORTER.call(
                session.address(), NativeCallback.allocate(reporter, stubs).address(), 0);
    }

    static OrcSession create() {
        try (Arena out = Arena.ofConfined()) {
            MemorySegment jit = out.allocate(ADDRESS);
            NativeText.check(
                    "start an ORC session", StartFunction.CREATE_LLJIT.pointer(jit.address(), 0));
            return new OrcSession(jit.get(ADDRESS, 0));
        }
    }

    MemorySegment jit() {
        return jit;
    }

    MemorySegment handle() {
        return session;
    }

    /// Whether LLVM did not come back from this session: nothing may touch it any more.
    boolean isAbandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
    }

    /// Runs `body` while no other thread uses the session.
    <T> T exclusively(String work, Supplier<T> body) {
        lock(work);
        try {
            reports.clear();
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    /// An empty bare dylib.
    MemorySegment takeDylib() {
        MemorySegment dylib = free.poll();
        if (dylib != null) {
            return dylib;
        }
        made++;
        try (Arena text = Arena.ofConfined()) {
            return StartFunction.CREATE_BARE_DYLIB.pointer(
                    session.address(), text.allocateFrom("image-" + made).address());
        }
    }

    /// Frees what the dylib holds and keeps it for the next user: the C API cannot remove one.
    void giveBack(MemorySegment dylib) {
        check("clear a dylib", StartFunction.CLEAR_DYLIB.pointer(dylib.address()));
        free.push(dylib);
        closes++;
        if (closes % CLOSES_PER_SWEEP == 0) {
            StartFunction.CLEAR_DEAD_STRINGS.call(
                    StartFunction.GET_STRING_POOL.call(session.address()));
        }
    }

    /// An interned name, owned by the caller until a call takes it over.
    MemorySegment intern(String name) {
        try (Arena text = Arena.ofConfined()) {
            return StartFunction.INTERN.pointer(
                    session.address(), text.allocateFrom(name).address());
        }
    }

    /// Throws the text of `error`, if there is one, with what the session reported on the way: the
    /// error itself often names only the symbols that failed.
    void check(String work, MemorySegment error) {
        if (error.address() != 0) {
            throw failure(work, NativeText.ofError(error));
        }
    }

    LlvmException failure(String work, String text) {
        List<String> causes = List.copyOf(reports);
        return new LlvmException(
                "LLVM could not %s: %s"
                        .formatted(
                                work,
                                causes.isEmpty() ? text : text + "; " + String.join("; ", causes)));
    }

    /// Ends the session and frees all its code.
    boolean dispose() {
        check("end the ORC session", StartFunction.DISPOSE_LLJIT.pointer(jit.address()));
        stubs.close();
        return true;
    }

    /// The upcall of the error reporter; throws nothing.
    private void report(MemorySegment error) {
        String text;
        try {
            text = NativeText.ofError(error);
        } catch (Throwable thrown) {
            // an exception that leaves an upcall ends the JVM; failure() shows this text
            text = "an error whose text could not be read: " + thrown;
        }
        reports.add(text);
    }

    private void lock(String work) {
        try {
            while (!lock.tryLock(100, TimeUnit.MILLISECONDS)) {
                requireAlive(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LlvmException("Interrupted while waiting to " + work, e);
        }
        if (abandoned) {
            lock.unlock();
            requireAlive(work);
        }
    }

    private void requireAlive(String work) {
        if (abandoned) {
            throw new LlvmException(
                    "Asked to %s in an ORC session that LLVM did not come back from; link again in a new dylib"
                            .formatted(work));
        }
    }
}
