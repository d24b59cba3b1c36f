/// Compiled objects by key, shared by all processes of one user.
module dev.komodo.cache {
    requires static org.jspecify;

    exports dev.komodo.cache;
}
