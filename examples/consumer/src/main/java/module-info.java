/// A program that uses Komodo as a named module; without this file it runs on the class path.
module com.example.digits {
    requires dev.komodo.onnx;
}
