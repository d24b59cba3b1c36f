/// Compiled objects by key, shared by all processes of one user.
///
/// A remote store needs `java.net.http`, which a program that names modules adds by `--add-modules
/// java.net.http`; without it there is none.
module dev.komodo.cache {
    requires static java.net.http;
    requires static org.jspecify;

    exports dev.komodo.cache;
}
