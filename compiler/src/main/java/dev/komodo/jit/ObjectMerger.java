package dev.komodo.jit;

import dev.komodo.error.InternalCompilerException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts the objects of a program's units together: one object whose functions call each other
/// directly, with their final names, of which only the entries are seen from outside. What it makes
/// depends on the objects and names alone.
///
/// Sections of one name are laid behind one another. Calls between functions are resolved here, as
/// an assembler does within one object; constants are found by section and offset, so that no
/// symbol is left but the definitions.
///
/// source: System V ABI, AMD64 supplement 1.0, 4.4 (relocation).
final class ObjectMerger {
    private static final int ABSOLUTE_64 = 1;
    private static final int RELATIVE_32 = 2;
    private static final int BRANCH_32 = 4;

    /// A unit that is put together with others.
    ///
    /// @param names the final name of each definition by the unit's own
    /// @param imports the final names of the definitions of other units by the unit's own
    record Part(ElfParts object, Map<String, String> names, Map<String, String> imports) {
        Part {
            names = Map.copyOf(names);
            imports = Map.copyOf(imports);
        }
    }

    private final Set<String> visible;
    private final Map<String, ElfSection> sections = new LinkedHashMap<>();
    private final List<Placed> units = new ArrayList<>();
    private final Map<String, Place> definitions = new HashMap<>();
    private final ElfWriter writer = new ElfWriter();

    /// Where something lies in the object that is made.
    private record Place(ElfSection section, long offset) {}

    /// A unit's object, and where each of its sections went; nothing where it was left out.
    private record Placed(Part part, Map<Integer, Place> places) {}

    private ObjectMerger(Set<String> visible) {
        this.visible = visible;
    }

    /// One object of several. Names of one unit say nothing about those of another: what a unit
    /// leaves open is found by the final name that its imports give it.
    ///
    /// @param parts what LLVM made of the units, in order
    /// @param visible the final names that are seen from outside
    /// @throws InternalCompilerException if a unit holds what Komodo never emits, or two
    ///   definitions have one final name
    static byte[] merge(List<Part> parts, Set<String> visible) {
        ObjectMerger merger = new ObjectMerger(visible);
        parts.forEach(merger::place);
        merger.units.forEach(merger::define);
        merger.units.forEach(merger::relocate);
        return merger.writer.write(List.copyOf(merger.sections.values()));
    }

    private void place(Part part) {
        ElfParts object = part.object();
        Map<Integer, Place> places = new HashMap<>();
        for (int i = 0; i < object.sections().size(); i++) {
            ElfParts.Section section = object.sections().get(i);
            if (section.isLoaded()) {
                ElfSection target =
                        sections.computeIfAbsent(section.name(), _ -> new ElfSection(section));
                places.put(i, new Place(target, target.append(section)));
            }
        }
        units.add(new Placed(part, places));
    }

    /// Names what units define.
    private void define(Placed unit) {
        for (ElfParts.Symbol symbol : unit.part.object().symbols()) {
            String name = unit.part.names().get(symbol.name());
            if (name != null && symbol.section() != 0) {
                Place place = place(unit, symbol);
                if (definitions.put(name, place) != null) {
                    throw unexpected("two definitions of " + name);
                }
                boolean isVisible = visible.contains(name);
                writer.define(
                        name, isVisible, symbol.info(), place.section, place.offset, symbol.size());
            }
        }
    }

    private static Place place(Placed unit, ElfParts.Symbol symbol) {
        Place section = unit.places.get(symbol.section());
        if (section == null) {
            throw unexpected("the symbol " + symbol.name() + " lies in no section that is loaded");
        }
        return new Place(section.section, section.offset + symbol.value());
    }

    private void relocate(Placed unit) {
        for (ElfParts.Relocation relocation : unit.part.object().relocations()) {
            Place section = unit.places.get(relocation.section());
            if (section != null) {
                Place at = new Place(section.section, section.offset + relocation.offset());
                relocate(unit, relocation, at);
            }
        }
    }

    private void relocate(Placed unit, ElfParts.Relocation relocation, Place at) {
        ElfParts.Symbol symbol = unit.part.object().symbols().get(relocation.symbol());
        Place target = symbol.section() == 0 ? imported(unit, symbol) : place(unit, symbol);
        if (target == null) {
            int undefined = writer.undefined(symbol.name());
            writer.relocate(
                    at.section, at.offset, undefined, relocation.type(), relocation.addend());
            return;
        }
        int type = relocation.type() == BRANCH_32 ? RELATIVE_32 : relocation.type();
        if (type != RELATIVE_32 && type != ABSOLUTE_64) {
            throw unexpected("a relocation of type " + type + " to " + symbol.name());
        }
        long value = target.offset + relocation.addend();
        if (type == RELATIVE_32 && target.section == at.section) {
            at.section.patch(at.offset, value - at.offset);
        } else {
            int section = writer.section(target.section);
            writer.relocate(at.section, at.offset, section, type, value);
        }
    }

    /// The definition of another unit; nothing if it is a function from outside.
    private @Nullable Place imported(Placed unit, ElfParts.Symbol symbol) {
        String name = unit.part.imports().get(symbol.name());
        if (name == null) {
            ObjectCheck.requireAllowed(symbol.name());
            return null;
        }
        Place place = definitions.get(name);
        if (place == null) {
            throw unexpected("a call of " + name + ", which no unit defines");
        }
        return place;
    }

    static InternalCompilerException unexpected(String what) {
        return new InternalCompilerException(
                "LLVM's object for a part of a program has what Komodo does not expect: " + what);
    }
}
