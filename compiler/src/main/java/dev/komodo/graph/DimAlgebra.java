package dev.komodo.graph;

import dev.komodo.error.InvalidGraphException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The canonical form of [Dim]s: polynomials with integer coefficients over atoms (symbols, data
/// extents, floor divisions, maxima), terms by falling degree and then by text, the constant last.
final class DimAlgebra {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final int MAXIMAL_SIZE = 1024;

    private static final int MAXIMAL_DEGREE = 16;

    // written out: what Comparator's methods give is made at every start of a process (StartTest)
    private static final Comparator<List<Dim>> TERM_ORDER =
            (left, right) -> {
                int byDegree = Integer.compare(right.size(), left.size());
                return byDegree != 0 ? byDegree : left.toString().compareTo(right.toString());
            };

    private DimAlgebra() {}

    static void requireIdentifier(String name) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new InvalidGraphException(
                    "A dim's name must be an identifier ([A-Za-z_][A-Za-z0-9_]*), found '"
                            + name
                            + "'");
        }
    }

    /// The dim, unless its text would be unreasonably long: products of sums grow exponentially.
    private static Dim limited(Dim dim) {
        if (size(dim, 0) > MAXIMAL_SIZE) {
            throw new InvalidGraphException(
                    "A dim is an expression of more than " + MAXIMAL_SIZE + " parts");
        }
        return dim;
    }

    /// The number of parts of a dim plus `counted`; it stops counting beyond the limit.
    private static int size(Dim dim, int counted) {
        if (counted > MAXIMAL_SIZE) {
            return counted;
        }
        return switch (dim) {
            case Dim.Fixed _, Dim.Symbol _ -> counted + 1;
            case Dim.Data(String _, Dim bound) -> size(bound, counted + 1);
            case Dim.FloorDivide(Dim dividend, Dim divisor) ->
                    size(divisor, size(dividend, counted + 1));
            case Dim.Maximum(Dim left, Dim right) -> size(right, size(left, counted + 1));
            case Dim.Polynomial(List<Dim.Term> terms) -> {
                int sum = counted;
                for (Dim.Term term : terms) {
                    sum++;
                    for (Dim atom : term.atoms()) {
                        sum = size(atom, sum);
                    }
                }
                yield sum;
            }
        };
    }

    static Dim add(Dim left, Dim right, long factor) {
        SortedMap<List<Dim>, Long> terms = terms(left);
        terms(right).forEach((atoms, c) -> merge(terms, atoms, Math.multiplyExact(c, factor)));
        return canonical(terms);
    }

    static Dim multiply(Dim left, Dim right) {
        if (left instanceof Dim.Fixed(long a) && right instanceof Dim.Fixed(long b)) {
            return Dim.of(Math.multiplyExact(a, b));
        }
        if (left instanceof Dim.Fixed(long factor) && factor == 1) {
            return right;
        }
        if (right instanceof Dim.Fixed(long factor) && factor == 1) {
            return left;
        }
        SortedMap<List<Dim>, Long> product = new TreeMap<>(TERM_ORDER);
        for (Map.Entry<List<Dim>, Long> a : terms(left).entrySet()) {
            for (Map.Entry<List<Dim>, Long> b : terms(right).entrySet()) {
                List<Dim> atoms = new ArrayList<>(a.getKey());
                atoms.addAll(b.getKey());
                if (atoms.size() > MAXIMAL_DEGREE || product.size() > MAXIMAL_SIZE) {
                    throw new InvalidGraphException(
                            "A dim is an expression of more than "
                                    + MAXIMAL_SIZE
                                    + " terms or of a degree above "
                                    + MAXIMAL_DEGREE);
                }
                atoms.sort((one, other) -> one.toString().compareTo(other.toString()));
                merge(product, List.copyOf(atoms), Math.multiplyExact(a.getValue(), b.getValue()));
            }
        }
        return canonical(product);
    }

    static Dim floorDivide(Dim dividend, Dim divisor) {
        if (divisor instanceof Dim.Fixed(long d)) {
            if (d <= 0) {
                throw new InvalidGraphException(
                        "A dim is divided by " + d + "; the divisor must be positive");
            }
            SortedMap<List<Dim>, Long> terms = terms(dividend);
            if (terms.values().stream().allMatch(c -> c % d == 0)) {
                terms.replaceAll((_, c) -> c / d);
                return canonical(terms);
            }
            if (dividend instanceof Dim.Fixed(long n)) {
                return Dim.of(Math.floorDiv(n, d));
            }
        }
        if (dividend.equals(divisor)) {
            return Dim.of(1);
        }
        Dim quotient = monomialQuotient(dividend, divisor);
        return quotient != null ? quotient : limited(new Dim.FloorDivide(dividend, divisor));
    }

    /// The exact quotient where each term of the dividend contains the divisor's single term, else
    /// null. Divisors are positive at each call, so cancelling them is exact.
    private static @Nullable Dim monomialQuotient(Dim dividend, Dim divisor) {
        SortedMap<List<Dim>, Long> by = terms(divisor);
        if (by.size() != 1) {
            return null;
        }
        Map.Entry<List<Dim>, Long> term = by.firstEntry();
        SortedMap<List<Dim>, Long> quotient = new TreeMap<>(TERM_ORDER);
        for (Map.Entry<List<Dim>, Long> entry : terms(dividend).entrySet()) {
            List<Dim> rest = new ArrayList<>(entry.getKey());
            for (Dim atom : term.getKey()) {
                if (!rest.remove(atom)) {
                    return null;
                }
            }
            if (entry.getValue() % term.getValue() != 0) {
                return null;
            }
            merge(quotient, List.copyOf(rest), Math.divideExact(entry.getValue(), term.getValue()));
        }
        return canonical(quotient);
    }

    static Dim maximum(Dim left, Dim right) {
        if (left.equals(right)) {
            return left;
        }
        if (add(left, right, -1) instanceof Dim.Fixed(long difference)) {
            return difference >= 0 ? left : right;
        }
        boolean ordered = left.toString().compareTo(right.toString()) <= 0;
        return limited(ordered ? new Dim.Maximum(left, right) : new Dim.Maximum(right, left));
    }

    static long evaluate(Dim dim, ToLongFunction<Dim> atoms) {
        return switch (dim) {
            case Dim.Fixed(long size) -> size;
            case Dim.Symbol _, Dim.Data _ -> atoms.applyAsLong(dim);
            case Dim.Polynomial(List<Dim.Term> terms) -> {
                long sum = 0;
                for (Dim.Term term : terms) {
                    long product = term.coefficient();
                    for (Dim atom : term.atoms()) {
                        product = Math.multiplyExact(product, evaluate(atom, atoms));
                    }
                    sum = Math.addExact(sum, product);
                }
                yield sum;
            }
            case Dim.FloorDivide(Dim dividend, Dim divisor) -> {
                long by = evaluate(divisor, atoms);
                if (by <= 0) {
                    throw new ArithmeticException("a dim is divided by " + by + " in " + dim);
                }
                yield Math.floorDiv(evaluate(dividend, atoms), by);
            }
            case Dim.Maximum(Dim left, Dim right) ->
                    Math.max(evaluate(left, atoms), evaluate(right, atoms));
        };
    }

    static Dim substitute(Dim dim, UnaryOperator<Dim> atoms) {
        return switch (dim) {
            case Dim.Fixed _ -> dim;
            case Dim.Symbol _, Dim.Data _ -> atoms.apply(dim);
            case Dim.Polynomial(List<Dim.Term> terms) -> {
                Dim sum = Dim.of(0);
                for (Dim.Term term : terms) {
                    Dim product = Dim.of(term.coefficient());
                    for (Dim atom : term.atoms()) {
                        product = product.times(substitute(atom, atoms));
                    }
                    sum = sum.plus(product);
                }
                yield sum;
            }
            case Dim.FloorDivide(Dim dividend, Dim divisor) ->
                    floorDivide(substitute(dividend, atoms), substitute(divisor, atoms));
            case Dim.Maximum(Dim left, Dim right) ->
                    maximum(substitute(left, atoms), substitute(right, atoms));
        };
    }

    static List<Dim> atoms(Dim dim) {
        Set<Dim> found = new LinkedHashSet<>();
        collect(dim, found);
        return List.copyOf(found);
    }

    private static void collect(Dim dim, Set<Dim> found) {
        switch (dim) {
            case Dim.Fixed _ -> {}
            case Dim.Symbol _, Dim.Data _ -> found.add(dim);
            case Dim.Polynomial(List<Dim.Term> terms) ->
                    terms.forEach(term -> term.atoms().forEach(atom -> collect(atom, found)));
            case Dim.FloorDivide(Dim dividend, Dim divisor) -> {
                collect(dividend, found);
                collect(divisor, found);
            }
            case Dim.Maximum(Dim left, Dim right) -> {
                collect(left, found);
                collect(right, found);
            }
        }
    }

    static String print(List<Dim.Term> terms) {
        StringBuilder text = new StringBuilder();
        for (Dim.Term term : terms) {
            long c = term.coefficient();
            if (!text.isEmpty()) {
                text.append(c < 0 ? " - " : " + ");
            } else if (c < 0) {
                text.append('-');
            }
            String magnitude =
                    c == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(c));
            String atoms =
                    term.atoms().stream()
                            .map(
                                    atom ->
                                            atom instanceof Dim.Data
                                                    ? "(" + atom + ")"
                                                    : atom.toString())
                            .collect(Collectors.joining("*"));
            if (atoms.isEmpty()) {
                text.append(magnitude);
            } else {
                text.append(magnitude.equals("1") ? "" : magnitude + "*").append(atoms);
            }
        }
        return text.toString();
    }

    private static SortedMap<List<Dim>, Long> terms(Dim dim) {
        SortedMap<List<Dim>, Long> terms = new TreeMap<>(TERM_ORDER);
        switch (dim) {
            case Dim.Fixed(long size) -> merge(terms, List.of(), size);
            case Dim.Polynomial(List<Dim.Term> own) ->
                    own.forEach(t -> merge(terms, t.atoms(), t.coefficient()));
            case Dim.Symbol _, Dim.Data _, Dim.FloorDivide _, Dim.Maximum _ ->
                    merge(terms, List.of(dim), 1);
        }
        return terms;
    }

    private static void merge(SortedMap<List<Dim>, Long> terms, List<Dim> atoms, long coefficient) {
        long sum = Math.addExact(terms.getOrDefault(atoms, 0L), coefficient);
        if (sum == 0) {
            terms.remove(atoms);
        } else {
            terms.put(atoms, sum);
        }
    }

    private static Dim canonical(SortedMap<List<Dim>, Long> terms) {
        if (terms.isEmpty()) {
            return Dim.of(0);
        }
        Map.Entry<List<Dim>, Long> first = terms.firstEntry();
        if (terms.size() == 1 && first.getKey().isEmpty()) {
            return Dim.of(first.getValue());
        }
        if (terms.size() == 1 && first.getKey().size() == 1 && first.getValue() == 1) {
            return first.getKey().getFirst();
        }
        List<Dim.Term> sum = new ArrayList<>(terms.size());
        terms.forEach((atoms, coefficient) -> sum.add(new Dim.Term(coefficient, atoms)));
        return limited(new Dim.Polynomial(sum));
    }
}
