package dev.komodo.link;

import dev.komodo.link.ElfFile.Section;
import dev.komodo.natives.CodeMemory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Links one object by itself. Stateless, safe between threads.
///
/// The image is made in a Java array: whatever the object says, nothing outside the array is read
/// or written. Then it is copied to memory of its own.
public final class ObjectLinker {
    /// Fills gaps between functions, so that a jump into one is a trap (the instruction `int3`).
    private static final byte TRAP = (byte) 0xcc;

    /// `jmp *distance(%rip)`, and how many bytes it has with its distance.
    private static final short JUMP = 0x25ff;

    private static final int JUMP_BYTES = 6;

    private ObjectLinker() {}

    /// Links an object and places it in executable memory. The caller closes it.
    ///
    /// @param object the bytes
    /// @param contents what [ElfObject#read] found in the same bytes
    /// @param entries the functions of the object whose addresses are wanted
    /// @param outside the functions that it may refer to and their addresses
    /// @throws ObjectRefusedException if the object is damaged
    /// @throws UnfamiliarObjectException if it holds something that this linker does not know
    /// @throws dev.komodo.natives.NativeLibraryException if the system gives no memory for code
    public static PlacedObject link(
            byte[] object, ElfObject contents, List<String> entries, Map<String, Long> outside) {
        ElfFile file = new ElfFile(object);
        List<String> names = new ArrayList<>(outside.keySet());
        ImageLayout layout = new ImageLayout(file, names.size());
        byte[] image = new byte[layout.byteSize()];
        Arrays.fill(image, 0, layout.codeBytes(), TRAP);
        copySections(file, layout, image);
        ByteBuffer view = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < names.size(); i++) {
            reach(outside.getOrDefault(names.get(i), 0L), layout.stub(i), layout.slot(i), view);
        }
        new Relocations(file, layout, names, view).apply();
        Map<String, Integer> offsets = new HashMap<>();
        for (String entry : entries) {
            offsets.put(entry, offset(entry, contents, file, layout));
        }
        return new PlacedObject(CodeMemory.place(image, layout.codeBytes()), offsets);
    }

    private static void copySections(ElfFile file, ImageLayout layout, byte[] image) {
        for (int i = 0; i < file.sections().size(); i++) {
            if (layout.isLoaded(i)) {
                Section section = file.sections().get(i);
                file.copy((int) section.offset(), image, layout.start(i), (int) section.size());
            }
        }
    }

    private static void reach(long address, int stub, int slot, ByteBuffer image) {
        image.putLong(slot, address);
        image.putShort(stub, JUMP);
        image.putInt(stub + Short.BYTES, slot - (stub + JUMP_BYTES));
    }

    private static int offset(String entry, ElfObject contents, ElfFile file, ImageLayout layout) {
        ElfObject.Symbol symbol = contents.symbol(entry);
        if (symbol == null || !symbol.defined() || !symbol.function()) {
            throw ElfFile.refused("it defines no function " + entry);
        }
        Section section = file.section(symbol.section(), entry);
        boolean isCode = layout.isLoaded(symbol.section()) && section.has(ElfFile.FLAG_EXECUTE);
        if (!isCode || symbol.offset() < 0 || symbol.offset() >= section.size()) {
            throw ElfFile.refused("its function " + entry + " lies outside its code");
        }
        return layout.start(symbol.section()) + (int) symbol.offset();
    }
}
