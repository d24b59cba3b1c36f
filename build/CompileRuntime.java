import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Makes the native resources of the `native` module, on the toolchain's java and without any
/// system compiler:
///
/// 1. unpacks clang, lld and their libraries from the pinned LLVM artifact below `tools`;
/// 2. compiles `sources/*.c` and links them into libkomodo_runtime.so;
/// 3. puts libLLVM, its licence and the runtime below `output`, each library as gzip, with an index
///    that names every library's size and SHA-256 (read by PackagedLibrary).
///
/// Nothing is done when the artifact, the sources and this program are those of the last run.
///
/// Arguments: the artifact's jar, the folders `tools`, `sources` and `output`.
final class CompileRuntime {
    private static final String ROOT = "org/bytedeco/llvm/linux-x86_64/";
    private static final String RUNTIME = "libkomodo_runtime.so";

    private static final String LICENCE = "include/llvm/Support/LICENSE.TXT";

    private final Path jar;
    private final Path tools;
    private final Path sources;
    private final Path output;

    /// The artifact's name says which LLVM it holds; LLVM's own file names follow.
    private final String clang;

    private final String libLlvm;
    private final String headers;
    private final Map<String, String> toolNames;

    private CompileRuntime(Path jar, Path tools, Path sources, Path output) {
        this.jar = jar;
        this.tools = tools;
        this.sources = sources;
        this.output = output;
        Matcher version =
                Pattern.compile("llvm-(\\d+)\\.(\\d+)\\.\\d+-.*\\.jar")
                        .matcher(jar.getFileName().toString());
        if (!version.matches())
            throw new IllegalArgumentException("Which LLVM is it? No version in " + jar);
        String major = version.group(1);
        String series = major + "." + version.group(2);
        clang = "bin/clang-" + major;
        libLlvm = "libLLVM.so." + series;
        // Headers of the compiler itself (stdint.h, stdatomic.h ...); the others are intrinsics.
        headers = "lib/clang/" + major + "/include/(__)?(std|limits)[a-z_0-9]*\\.h";
        // From the artifact's names to ours. clang's and lld's RUNPATH holds `$ORIGIN/`, so
        // libraries unpacked under their soname need neither links nor LD_LIBRARY_PATH.
        toolNames =
                Map.of(
                        "clang",
                        clang,
                        "lld",
                        "bin/lld",
                        "libLLVM.so",
                        "bin/" + libLlvm,
                        "libclang-cpp.so",
                        "bin/libclang-cpp.so." + series);
    }

    public static void main(String[] arguments) throws Exception {
        new CompileRuntime(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        Path.of(arguments[2]),
                        Path.of(arguments[3]))
                .run();
    }

    private void run() throws Exception {
        Path stamp = tools.resolve("packaged.stamp");
        String inputs = inputs();
        if (Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)
                && Files.exists(output.resolve("index"))) return;
        Files.deleteIfExists(stamp);
        Files.createDirectories(tools);
        Files.createDirectories(output);
        unpackTools();
        Path runtime = compile();
        packageLibraries(runtime);
        Files.writeString(stamp, inputs);
    }

    // ---- what the result depends on ----

    private String artifact() throws IOException {
        return jar.getFileName() + " " + Files.size(jar) + "\n";
    }

    private String inputs() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(artifact().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(Path.of(System.getProperty("jdk.launcher.sourcefile"))));
        for (Path source : sources("")) {
            digest.update(source.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(source));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private List<Path> sources(String suffix) throws IOException {
        try (var files = Files.list(sources)) {
            return files.filter(f -> f.getFileName().toString().endsWith(suffix)).sorted().toList();
        }
    }

    // ---- 1. tools ----

    private void unpackTools() throws Exception {
        Path stamp = tools.resolve("tools.stamp");
        if (Files.exists(stamp) && Files.readString(stamp).equals(artifact())) return;
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.getName().startsWith(ROOT) || entry.isDirectory()) continue;
                String name = entry.getName().substring(ROOT.length());
                String target =
                        name.matches(headers)
                                ? name // clang looks for them at <bin>/../lib/clang/<major>
                                : name.equals(LICENCE) ? "LICENSE-LLVM.txt" : toolNames.get(name);
                if (target == null) continue;
                Path file = tools.resolve(target);
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        for (String program : List.of(clang, "bin/lld"))
            Files.setPosixFilePermissions(
                    tools.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(stamp, artifact());
    }

    // ---- 2. the runtime ----

    private Path compile() throws Exception {
        Path libc = Files.createDirectories(tools.resolve("stub")).resolve("libc.so.6");
        List<String> objects = new ArrayList<>();
        for (Path source : sources(".c")) {
            String name = source.getFileName().toString().replace(".c", ".o");
            Path object = tools.resolve(name);
            boolean stub = name.equals("libc_stub.o");
            clang(source, object, stub);
            if (stub) linkStub(object, libc);
            else objects.add(object.toString());
        }
        Path runtime = tools.resolve(RUNTIME);
        List<String> link = linker(RUNTIME, runtime);
        link.addAll(List.of("-z", "defs", "-z", "now", "-z", "relro", "--build-id=sha1"));
        link.addAll(objects);
        link.add(libc.toString());
        execute(link);
        return runtime;
    }

    /// The stub's functions are named like the compiler's built-ins but have no parameters.
    private void clang(Path source, Path object, boolean stub) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                tools.resolve(clang).toString(),
                                "--no-default-config",
                                "--target=x86_64-unknown-linux-gnu",
                                "-march=x86-64-v2",
                                "-std=c17",
                                "-O2",
                                "-ffreestanding",
                                "-nostdlibinc",
                                "-fPIC",
                                "-fvisibility=" + (stub ? "default" : "hidden"),
                                "-fno-ident",
                                "-fno-stack-protector",
                                "-ffile-prefix-map=" + sources + "=runtime",
                                "-Wall",
                                "-Wextra",
                                "-Werror"));
        if (stub) command.add("-Wno-incompatible-library-redeclaration");
        command.addAll(List.of("-c", source.toString(), "-o", object.toString()));
        execute(command);
    }

    private void linkStub(Path object, Path libc) throws Exception {
        List<String> link = linker("libc.so.6", libc);
        link.add("--version-script=" + sources.resolve("libc_stub.map"));
        link.add(object.toString());
        execute(link);
    }

    private List<String> linker(String soname, Path result) {
        return new ArrayList<>(
                List.of(
                        tools.resolve("bin/lld").toString(),
                        "-flavor",
                        "gnu",
                        "-shared",
                        "-m",
                        "elf_x86_64",
                        "--hash-style=gnu",
                        "-soname",
                        soname,
                        "-o",
                        result.toString()));
    }

    private static void execute(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        String text;
        try (InputStream output = process.getInputStream()) {
            text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        int status = process.waitFor();
        if (status != 0)
            throw new IllegalStateException(
                    "exit status " + status + ": " + String.join(" ", command) + "\n" + text);
    }

    // ---- 3. resources ----

    private void packageLibraries(Path runtime) throws Exception {
        Path llvm = tools.resolve("bin/" + libLlvm);
        copyDeflated(ROOT + "libLLVM.so", output.resolve(libLlvm + ".gz"));
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(output.resolve(RUNTIME + ".gz")))) {
            Files.copy(runtime, out);
        }
        Files.copy(
                tools.resolve("LICENSE-LLVM.txt"),
                output.resolve("LICENSE-LLVM.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                output.resolve("index"), indexLine(libLlvm, llvm) + indexLine(RUNTIME, runtime));
    }

    private static String indexLine(String name, Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String hex = HexFormat.of().formatHex(digest.digest());
        return name + " " + Files.size(file) + " " + hex + "\n";
    }

    /// Wraps an entry's deflate stream, as it lies in the jar, into gzip: compressing 170 MB again
    /// would take most of the build's time. (ZIP: APPNOTE 4.3.7, 4.3.12, 4.3.16; gzip: RFC 1952.)
    private void copyDeflated(String entry, Path target) throws IOException {
        try (FileChannel zip = FileChannel.open(jar);
                var out = new DataOutputStream(Files.newOutputStream(target))) {
            ByteBuffer header = centralHeader(zip, entry);
            if (header.getShort(10) != ZipEntry.DEFLATED)
                throw new IOException(entry + " in " + jar + " is not deflated");
            long length = Integer.toUnsignedLong(header.getInt(20));
            ByteBuffer local = read(zip, Integer.toUnsignedLong(header.getInt(42)), 30);
            long start =
                    Integer.toUnsignedLong(header.getInt(42))
                            + 30
                            + Short.toUnsignedInt(local.getShort(26))
                            + Short.toUnsignedInt(local.getShort(28));
            out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
            for (long done = 0; done < length; ) {
                ByteBuffer block = read(zip, start + done, (int) Math.min(1 << 20, length - done));
                out.write(block.array());
                done += block.capacity();
            }
            out.writeInt(Integer.reverseBytes(header.getInt(16))); // CRC-32
            out.writeInt(Integer.reverseBytes(header.getInt(24))); // size
        }
    }

    private static ByteBuffer centralHeader(FileChannel zip, String entry) throws IOException {
        int tail = (int) Math.min(zip.size(), 22 + 0xffff);
        ByteBuffer end = read(zip, zip.size() - tail, tail);
        int at = tail - 22;
        while (end.getInt(at) != 0x06054b50) at--;
        ByteBuffer directory =
                read(zip, Integer.toUnsignedLong(end.getInt(at + 16)), end.getInt(at + 12));
        byte[] name = entry.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < directory.capacity(); ) {
            byte[] found = new byte[Short.toUnsignedInt(directory.getShort(i + 28))];
            directory.get(i + 46, found);
            if (java.util.Arrays.equals(found, name))
                return directory.slice(i, 46).order(ByteOrder.LITTLE_ENDIAN);
            i +=
                    46
                            + found.length
                            + Short.toUnsignedInt(directory.getShort(i + 30))
                            + Short.toUnsignedInt(directory.getShort(i + 32));
        }
        throw new IOException("no entry " + entry);
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0)
                throw new IOException("the jar ends at " + position);
        }
        return buffer.flip();
    }
}
