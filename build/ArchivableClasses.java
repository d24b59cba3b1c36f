import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Byte;
import static java.lang.constant.ConstantDescs.CD_Character;
import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Short;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/// Replaces, in the jars below a folder whose names start with a prefix, what the JVM's class cache
/// cannot keep: switches over types, and `equals`, `hashCode` and `toString` of records. The JVM
/// makes hidden classes for each at its first use, in every process. Each becomes a private static
/// method of its class; nothing else changes.
///
/// What the methods must do is said in `java.lang.runtime.SwitchBootstraps.typeSwitch` and
/// `java.lang.runtime.ObjectMethods`. Switches that also have constants as cases stay as they are.
///
/// Arguments: the folder, the prefix.
final class ArchivableClasses {
    private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
    private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
    private static final int HIDDEN =
            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private int replaced;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        List<Path> meant =
                all.stream()
                        .filter(jar -> jar.getFileName().toString().startsWith(arguments[1]))
                        .toList();
        if (meant.isEmpty()) {
            throw new IllegalStateException("No " + arguments[1] + "*.jar below " + folder);
        }
        ArchivableClasses classes = new ArchivableClasses();
        URL[] urls = new URL[all.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = all.get(i).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls)) {
            ClassFile context =
                    ClassFile.of(
                            ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(loader)
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (Path jar : meant) {
                byte[] content = classes.rewritten(context, jar);
                Path temporary = jar.resolveSibling(jar.getFileName() + ".tmp");
                Files.write(temporary, content);
                Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        if (classes.replaced == 0) {
            throw new IllegalStateException("No switch over types and no record in " + meant);
        }
    }

    private byte[] rewritten(ClassFile context, Path path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile jar = new JarFile(path.toFile());
                JarOutputStream out = new JarOutputStream(bytes)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    content = changed(context, content);
                }
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                if (entry.getMethod() == ZipEntry.STORED) {
                    copy.setMethod(ZipEntry.STORED);
                    copy.setSize(content.length);
                    CRC32 checksum = new CRC32();
                    checksum.update(content);
                    copy.setCrc(checksum.getValue());
                }
                out.putNextEntry(copy);
                out.write(content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private byte[] changed(ClassFile context, byte[] content) {
        ClassModel old = context.parse(content);
        ClassDesc owner = old.thisClass().asSymbol();
        boolean isInterface = old.flags().has(AccessFlag.INTERFACE);
        List<Method> added = new ArrayList<>();
        CodeTransform calls =
                (builder, element) -> {
                    Body body =
                            element instanceof InvokeDynamicInstruction call ? body(call) : null;
                    if (body == null) {
                        builder.with(element);
                        return;
                    }
                    MethodTypeDesc type = ((InvokeDynamicInstruction) element).typeSymbol();
                    Method method = new Method("archivable$" + added.size(), type, body);
                    added.add(method);
                    builder.invokestatic(owner, method.name, type, isInterface);
                };
        ClassTransform methods = ClassTransform.transformingMethodBodies(calls);
        ClassTransform end =
                ClassTransform.endHandler(builder -> added.forEach(one -> one.write(builder)));
        byte[] changed = context.transformClass(old, methods.andThen(end));
        if (added.isEmpty()) {
            return content;
        }
        List<VerifyError> faults = context.verify(changed);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(old.thisClass().asInternalName() + ": " + faults);
        }
        replaced += added.size();
        return changed;
    }

    /// What does the work of a call site, or null if the site stays.
    private static Body body(InvokeDynamicInstruction call) {
        String owner = call.bootstrapMethod().owner().descriptorString();
        List<ConstantDesc> labels = call.bootstrapArgs();
        if (owner.equals(SWITCHES)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && labels.stream().allMatch(label -> label instanceof ClassDesc)) {
            List<ClassDesc> cases = labels.stream().map(label -> (ClassDesc) label).toList();
            return code -> typeSwitch(code, cases);
        }
        if (!owner.equals(RECORDS)) {
            return null;
        }
        ClassDesc self = (ClassDesc) labels.get(0);
        List<Component> components = new ArrayList<>();
        for (ConstantDesc getter : labels.subList(2, labels.size())) {
            DirectMethodHandleDesc field = (DirectMethodHandleDesc) getter;
            components.add(new Component(field.methodName(), field.invocationType().returnType()));
        }
        return switch (call.name().stringValue()) {
            case "equals" -> code -> equals(code, self, components);
            case "hashCode" -> code -> hashCode(code, self, components);
            case "toString" -> code -> toString(code, self, components);
            default -> null;
        };
    }

    /// Code of a method, its arguments in slots from 0.
    private interface Body {
        void write(CodeBuilder code);
    }

    private record Component(String name, ClassDesc type) {}

    private record Method(String name, MethodTypeDesc type, Body body) {
        void write(ClassBuilder builder) {
            builder.withMethodBody(name, type, HIDDEN, body::write);
        }
    }

    /// (value, first case that may match) to the case that does: -1 for null, their number if none.
    private static void typeSwitch(CodeBuilder code, List<ClassDesc> cases) {
        Label present = code.newLabel();
        code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
        for (int i = 0; i < cases.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf(cases.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(cases.size()).ireturn();
    }

    private static void equals(CodeBuilder code, ClassDesc self, List<Component> components) {
        Label differs = code.newLabel();
        code.aload(1).instanceOf(self).ifeq(differs);
        for (Component one : components) {
            code.aload(0).getfield(self, one.name, one.type);
            code.aload(1).checkcast(self).getfield(self, one.name, one.type);
            if (!one.type.isPrimitive()) {
                MethodTypeDesc type = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
                code.invokestatic(OBJECTS, "equals", type).ifeq(differs);
            } else {
                ClassDesc box = box(one.type);
                code.invokestatic(box, "compare", MethodTypeDesc.of(CD_int, one.type, one.type));
                code.ifne(differs);
            }
        }
        code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
    }

    private static void hashCode(CodeBuilder code, ClassDesc self, List<Component> components) {
        code.iconst_0();
        for (Component one : components) {
            code.bipush(31).imul().aload(0).getfield(self, one.name, one.type);
            ClassDesc owner = one.type.isPrimitive() ? box(one.type) : OBJECTS;
            ClassDesc of = one.type.isPrimitive() ? one.type : CD_Object;
            code.invokestatic(owner, "hashCode", MethodTypeDesc.of(CD_int, of)).iadd();
        }
        code.ireturn();
    }

    private static void toString(CodeBuilder code, ClassDesc self, List<Component> components) {
        code.new_(BUILDER).dup();
        code.invokespecial(BUILDER, "<init>", MethodTypeDesc.of(CD_void));
        String before = simpleName(self) + "[";
        for (Component one : components) {
            append(code.loadConstant(before + one.name + "="), CD_String);
            ClassDesc owner = one.type.isPrimitive() ? box(one.type) : CD_String;
            code.aload(0).getfield(self, one.name, one.type);
            ClassDesc of = one.type.isPrimitive() ? one.type : CD_Object;
            String method = one.type.isPrimitive() ? "toString" : "valueOf";
            append(code.invokestatic(owner, method, MethodTypeDesc.of(CD_String, of)), CD_String);
            before = ", ";
        }
        append(code.loadConstant(components.isEmpty() ? before + "]" : "]"), CD_String);
        code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
    }

    private static void append(CodeBuilder code, ClassDesc type) {
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
    }

    /// As `Class.getSimpleName`; a local class has a number before its name.
    private static String simpleName(ClassDesc type) {
        String name = type.displayName();
        return name.substring(name.lastIndexOf('$') + 1).replaceFirst("^[0-9]+", "");
    }

    private static ClassDesc box(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "Z" -> CD_Boolean;
            case "B" -> CD_Byte;
            case "C" -> CD_Character;
            case "S" -> CD_Short;
            case "I" -> CD_Integer;
            case "J" -> CD_Long;
            case "F" -> CD_Float;
            case "D" -> CD_Double;
            default -> throw new IllegalArgumentException(primitive.toString());
        };
    }
}
