package dev.komodo.graph;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/// The extent of one axis: a number, a symbol that a call fixes, an extent that a kernel finds
/// while it runs, or an expression over these. Always in canonical form (see [DimAlgebra]), so two
/// dims that are the same polynomial are equal. All arithmetic is exact in 64 bits: what overflows
/// is an [ArithmeticException].
public sealed interface Dim {
    /// A known extent.
    ///
    /// @param size the extent; negative only inside expressions
    record Fixed(long size) implements Dim {
        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /// An extent that each call fixes through the shapes of its arguments.
    ///
    /// @param name an identifier: `[A-Za-z_][A-Za-z0-9_]*`
    record Symbol(String name) implements Dim {
        /// Refuses what is no identifier.
        public Symbol {
            DimAlgebra.requireIdentifier(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// An extent that the kernel finds while it runs, at most `bound`: the number of non-zeros, of
    /// steps until an exit. Printed as `?name<=bound`.
    ///
    /// @param name unique in its graph
    /// @param bound the largest possible extent, free of data dims
    record Data(String name, Dim bound) implements Dim {
        /// Refuses what is no identifier.
        public Data {
            DimAlgebra.requireIdentifier(name);
            Objects.requireNonNull(bound);
        }

        @Override
        public String toString() {
            return "?"
                    + name
                    + "<="
                    + (bound instanceof Polynomial ? "(" + bound + ")" : bound.toString());
        }
    }

    /// A sum of two or more terms, or one term that is no bare atom, in canonical order.
    ///
    /// @param terms the terms; coefficients are not zero, and no two terms have the same atoms
    record Polynomial(List<Term> terms) implements Dim {
        /// Copies the list.
        public Polynomial {
            terms = List.copyOf(terms);
        }

        @Override
        public String toString() {
            return DimAlgebra.print(terms);
        }
    }

    /// A coefficient times atoms (anything but [Fixed] and [Polynomial]), sorted; no atoms is the
    /// constant term.
    ///
    /// @param coefficient not zero
    /// @param atoms the factors, with repetition, sorted by their text
    record Term(long coefficient, List<Dim> atoms) {
        /// Copies the list.
        public Term {
            atoms = List.copyOf(atoms);
        }
    }

    /// `floor(dividend / divisor)`, divisor positive at each call, printed as `floordiv(a, b)`.
    ///
    /// @param dividend the dividend
    /// @param divisor the divisor
    record FloorDivide(Dim dividend, Dim divisor) implements Dim {
        @Override
        public String toString() {
            return "floordiv(" + dividend + ", " + divisor + ")";
        }
    }

    /// The larger of two, printed as `max(a, b)`.
    ///
    /// @param left the one that sorts first by its text
    /// @param right the other
    record Maximum(Dim left, Dim right) implements Dim {
        @Override
        public String toString() {
            return "max(" + left + ", " + right + ")";
        }
    }

    /// The dim that a text stands for, as [Object#toString] writes it.
    ///
    /// @throws dev.komodo.error.InvalidGraphException if it is no dim
    static Dim parse(String text) {
        TextReader in = new TextReader(text);
        Dim dim = new TypeParser(in).dim();
        if (!in.atEnd()) {
            throw in.fault("the end of a dim");
        }
        return dim;
    }

    /// A known extent.
    static Dim of(long size) {
        return new Fixed(size);
    }

    /// A symbolic extent.
    static Dim symbol(String name) {
        return new Symbol(name);
    }

    /// The canonical sum.
    default Dim plus(Dim other) {
        return DimAlgebra.add(this, other, 1);
    }

    /// The canonical difference.
    default Dim minus(Dim other) {
        return DimAlgebra.add(this, other, -1);
    }

    /// The canonical product.
    default Dim times(Dim other) {
        return DimAlgebra.multiply(this, other);
    }

    /// `floor(this / divisor)`; exact polynomial quotients by a number are simplified.
    default Dim floorDivide(Dim divisor) {
        return DimAlgebra.floorDivide(this, divisor);
    }

    /// `ceil(this / divisor)`, as `floordiv(this + divisor - 1, divisor)`.
    default Dim ceilDivide(Dim divisor) {
        return plus(divisor).minus(of(1)).floorDivide(divisor);
    }

    /// The larger of the two.
    default Dim maximum(Dim other) {
        return DimAlgebra.maximum(this, other);
    }

    /// The number, if this is one.
    default OptionalLong constant() {
        return this instanceof Fixed(long size) ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /// Whether this is the given number.
    default boolean is(long size) {
        return this instanceof Fixed(long own) && own == size;
    }

    /// The value, given the values of the [Symbol]s and [Data] atoms.
    ///
    /// @throws ArithmeticException if an intermediate result leaves 64 bits or a divisor is not
    ///   positive
    default long evaluate(ToLongFunction<Dim> atoms) {
        return DimAlgebra.evaluate(this, atoms);
    }

    /// This dim with each [Data] atom replaced by its bound: the largest it can be where it is
    /// monotone.
    default Dim bound() {
        return DimAlgebra.substitute(
                this, atom -> atom instanceof Data(String _, Dim bound) ? bound : atom);
    }

    /// The [Symbol] and [Data] atoms in order of first appearance.
    default List<Dim> atoms() {
        return DimAlgebra.atoms(this);
    }
}
