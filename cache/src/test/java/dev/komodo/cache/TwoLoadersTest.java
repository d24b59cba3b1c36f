package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Several class loaders of one process (Spark, Tomcat) each have classes of their own, and so a
/// channel of their own on the one lock file. POSIX drops all of a process's locks when any of them
/// is closed, and the collector closes those of a loader that is gone.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TwoLoadersTest {
    @TempDir Path temp;

    /// Called by reflection, in another loader: takes the lock of a key, gives it back, and so
    /// leaves an open channel.
    @SuppressWarnings("unused") // by reflection
    public static boolean lockOnce(String folder, String key) throws Exception {
        var held = new FileKeyLocks(Path.of(folder)).tryLock(CacheKey.parse(key));
        if (held.isPresent()) {
            held.get().close();
        }
        return held.isPresent();
    }

    private static boolean lockOnceIn(ClassLoader loader, Path folder, CacheKey key)
            throws Exception {
        Class<?> stranger = loader.loadClass(TwoLoadersTest.class.getName());
        assertThat(stranger).isNotSameAs(TwoLoadersTest.class);
        Method method = stranger.getDeclaredMethod("lockOnce", String.class, String.class);
        method.setAccessible(true);
        return (boolean) method.invoke(null, folder.toString(), key.hex());
    }

    @Test
    void aLockOfOneLoaderIsTakenForTheOtherAndSurvivesItsEnd() throws Exception {
        Path folder = new TestDisk(temp.resolve("cache")).open().folder();
        CacheKey held = Entries.key("g");
        try (KeyLocks.Held _ = new FileKeyLocks(folder).tryLock(held).orElseThrow()) {
            WeakReference<ClassLoader> gone = useAndForgetALoader(folder, held);
            while (gone.get() != null) {
                System.gc();
                Thread.onSpinWait();
            }
            // the channel's own cleaning comes after the loader's
            for (int i = 0; i < 20; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            try (Children children = new Children(temp, folder)) {
                assertThat(children.start().line()).isEqualTo("waiting");
            }
        }
    }

    private static WeakReference<ClassLoader> useAndForgetALoader(Path folder, CacheKey held)
            throws Exception {
        try (URLClassLoader loader = new OwnClasses()) {
            assertThat(lockOnceIn(loader, folder, held)).isFalse();
            assertThat(lockOnceIn(loader, folder, Entries.key("another"))).isTrue();
            return new WeakReference<>(loader);
        }
    }

    /// Loads the cache's classes itself, and all else from the parent.
    private static final class OwnClasses extends URLClassLoader {
        OwnClasses() {
            super(
                    new URL[] {
                        CacheKey.class.getProtectionDomain().getCodeSource().getLocation(),
                        TwoLoadersTest.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    TwoLoadersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.komodo.cache.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> own = findLoadedClass(name);
                return own != null ? own : findClass(name);
            }
        }
    }
}
