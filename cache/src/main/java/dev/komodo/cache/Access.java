package dev.komodo.cache;

/// Who may read what a store creates. Nobody but the owner may ever write to it.
enum Access {
    /// The owner only: folders 0700, files 0600.
    PRIVATE,

    /// Everybody, as in a layer of an image: folders 0755, files 0644, whatever the umask.
    READABLE_BY_ALL
}
