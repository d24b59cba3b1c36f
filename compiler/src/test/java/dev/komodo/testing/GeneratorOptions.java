package dev.komodo.testing;

import dev.komodo.graph.DType;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What graphs are generated from.
///
/// @param steps how many operations are tried, about the number of nodes
/// @param families the families to choose from; not empty
/// @param dtypes the dtypes of float inputs to choose from; not empty
/// @param integers the dtypes of integer inputs to choose from; not empty
/// @param specialValues whether some elements of arguments are NaN, infinite or -0.0
/// @param symbols whether some extents are symbolic
public record GeneratorOptions(
        int steps,
        Set<Family> families,
        Set<DType> dtypes,
        Set<DType> integers,
        boolean specialValues,
        boolean symbols) {
    /// Copies the sets, in the order of their enums.
    public GeneratorOptions {
        families = Collections.unmodifiableSet(EnumSet.copyOf(families));
        dtypes = Collections.unmodifiableSet(EnumSet.copyOf(dtypes));
        integers = Collections.unmodifiableSet(EnumSet.copyOf(integers));
    }

    /// All families and dtypes, with symbols, without special values.
    public static GeneratorOptions defaults() {
        return new GeneratorOptions(
                12,
                EnumSet.allOf(Family.class),
                EnumSet.of(DType.F16, DType.BF16, DType.F32, DType.F64),
                EnumSet.range(DType.I8, DType.U64),
                false,
                true);
    }

    /// These with another number of steps.
    public GeneratorOptions withSteps(int steps) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }

    /// These with some families only.
    public GeneratorOptions withFamilies(Set<Family> families) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }

    /// These with some float dtypes only.
    public GeneratorOptions withDTypes(Set<DType> dtypes) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }

    /// These with some integer dtypes only.
    public GeneratorOptions withIntegers(Set<DType> integers) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }

    /// These with or without special values.
    public GeneratorOptions withSpecialValues(boolean specialValues) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }

    /// These with or without symbolic extents.
    public GeneratorOptions withSymbols(boolean symbols) {
        return new GeneratorOptions(steps, families, dtypes, integers, specialValues, symbols);
    }
}
