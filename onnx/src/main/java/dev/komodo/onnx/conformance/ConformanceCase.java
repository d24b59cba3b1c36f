package dev.komodo.onnx.conformance;

import java.nio.file.Path;

/// A model with inputs and the outputs expected of them: where its files are.
///
/// @param name its path from where it was found, such as `light/test_vgg19`
/// @param location its files
public record ConformanceCase(String name, Location location) {
    /// The file that makes a folder a case.
    static final String MODEL = "model.onnx";

    /// Where a case's files are.
    public sealed interface Location {}

    /// Files in a folder.
    record InFolder(Path folder) implements Location {}

    /// Files in an archive.
    ///
    /// @param prefix the folder inside it: empty, or with a slash at the end
    record InArchive(CaseArchive archive, String prefix) implements Location {}

    /// A name without the folders above.
    static String shortName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
