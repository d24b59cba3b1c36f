package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.number;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.UnaryKind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Transforms of a few numbers: of 2, 4, 8 and of odd numbers.
final class Butterfly {
    private Butterfly() {}

    /// `b[k] = sum over j of a[j] exp(-2 pi i j k / r)`.
    ///
    /// @param type of a part
    static List<Complex> of(BlockBuilder block, LoopType type, List<Complex> a) {
        return switch (a.size()) {
            case 1 -> a;
            case 2 -> List.of(a.get(0).plus(block, a.get(1)), a.get(0).minus(block, a.get(1)));
            case 4 -> four(block, a.get(0), a.get(1), a.get(2), a.get(3));
            case 8 -> eight(block, type, a);
            default -> odd(block, type, a);
        };
    }

    private static List<Complex> four(
            BlockBuilder block, Complex a, Complex b, Complex c, Complex d) {
        Complex even = a.plus(block, c);
        Complex odd = b.plus(block, d);
        Complex evens = a.minus(block, c);
        Complex odds = b.minus(block, d);
        return List.of(
                even.plus(block, odd),
                evens.minusTurned(block, odds),
                even.minus(block, odd),
                evens.plusTurned(block, odds));
    }

    private static List<Complex> eight(BlockBuilder block, LoopType type, List<Complex> a) {
        List<Complex> even = four(block, a.get(0), a.get(2), a.get(4), a.get(6));
        List<Complex> odd = four(block, a.get(1), a.get(3), a.get(5), a.get(7));
        Complex first = even.get(1);
        Complex third = even.get(3);
        Complex turned = eighth(block, odd.get(1));
        Complex twice = threeEighths(block, odd.get(3));
        var half = number(type, Math.sqrt(0.5));
        var minus = number(type, -Math.sqrt(0.5));
        return List.of(
                even.get(0).plus(block, odd.get(0)),
                first.plus(block, half, turned),
                even.get(2).minusTurned(block, odd.get(2)),
                third.plus(block, half, twice),
                even.get(0).minus(block, odd.get(0)),
                first.plus(block, minus, turned),
                even.get(2).plusTurned(block, odd.get(2)),
                third.plus(block, minus, twice));
    }

    /// `sqrt(2) exp(-2 pi i / 8) a = (1 - i) a`.
    private static Complex eighth(BlockBuilder block, Complex a) {
        return new Complex(
                block.bind("re", add(a.re(), a.im())), block.bind("im", subtract(a.im(), a.re())));
    }

    /// `sqrt(2) exp(-2 pi i 3 / 8) a = (-1 - i) a`.
    private static Complex threeEighths(BlockBuilder block, Complex a) {
        var sum = block.bind("sum", add(a.re(), a.im()));
        return new Complex(
                block.bind("re", subtract(a.im(), a.re())),
                block.bind("im", unary(UnaryKind.NEGATE, sum)));
    }

    /// By sums and differences of elements that lie symmetrically.
    private static List<Complex> odd(BlockBuilder block, LoopType type, List<Complex> a) {
        int radix = a.size();
        int half = radix / 2;
        List<Complex> sums = new ArrayList<>();
        List<Complex> differences = new ArrayList<>();
        Complex total = a.getFirst();
        for (int j = 1; j <= half; j++) {
            Complex sum = a.get(j).plus(block, a.get(radix - j));
            sums.add(sum);
            differences.add(a.get(j).minus(block, a.get(radix - j)));
            total = total.plus(block, sum);
        }
        List<Complex> b = new ArrayList<>(Collections.nCopies(radix, total));
        for (int k = 1; k <= half; k++) {
            Complex even = a.getFirst();
            Complex odd = differences.getFirst().times(block, number(type, Roots.sine(k, radix)));
            for (int j = 1; j <= half; j++) {
                double cosine = Roots.cosine((long) j * k, radix);
                even = even.plus(block, number(type, cosine), sums.get(j - 1));
                if (j > 1) {
                    double sine = Roots.sine((long) j * k, radix);
                    odd = odd.plus(block, number(type, sine), differences.get(j - 1));
                }
            }
            b.set(k, even.minusTurned(block, odd));
            b.set(radix - k, even.plusTurned(block, odd));
        }
        return b;
    }
}
