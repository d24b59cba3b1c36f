package dev.komodo.fourier;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;
import static dev.komodo.loop.Expressions.unary;

import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;
import dev.komodo.loop.UnaryKind;

/// A vector of complex numbers.
record Complex(Expr re, Expr im) {
    Complex plus(BlockBuilder block, Complex other) {
        return new Complex(
                block.bind("re", add(re, other.re)), block.bind("im", add(im, other.im)));
    }

    Complex minus(BlockBuilder block, Complex other) {
        return new Complex(
                block.bind("re", subtract(re, other.re)), block.bind("im", subtract(im, other.im)));
    }

    /// `this - i other`.
    Complex minusTurned(BlockBuilder block, Complex other) {
        return new Complex(
                block.bind("re", add(re, other.im)), block.bind("im", subtract(im, other.re)));
    }

    /// `this + i other`.
    Complex plusTurned(BlockBuilder block, Complex other) {
        return new Complex(
                block.bind("re", subtract(re, other.im)), block.bind("im", add(im, other.re)));
    }

    /// `this + factor other`, each part by one `fma`.
    Complex plus(BlockBuilder block, Expr factor, Complex other) {
        return new Complex(
                block.bind("re", fma(factor, other.re, re)),
                block.bind("im", fma(factor, other.im, im)));
    }

    /// `factor this` of a real factor.
    Complex times(BlockBuilder block, Expr factor) {
        return new Complex(
                block.bind("re", multiply(factor, re)), block.bind("im", multiply(factor, im)));
    }

    Complex times(BlockBuilder block, Complex other) {
        Expr product = block.bind("product", multiply(im, other.im));
        Expr cross = block.bind("product", multiply(im, other.re));
        return new Complex(
                block.bind("re", fma(re, other.re, unary(UnaryKind.NEGATE, product))),
                block.bind("im", fma(re, other.im, cross)));
    }

    Complex swapped() {
        return new Complex(im, re);
    }

    Complex conjugate(BlockBuilder block) {
        return new Complex(re, block.bind("im", unary(UnaryKind.NEGATE, im)));
    }
}
