package dev.komodo.examples.posterior.model;

import dev.komodo.distribution.Model;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Graph;
import dev.komodo.graph.Literal;
import dev.komodo.graph.Op;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is sampled: a density on R^d, and what is recorded of each draw.
///
/// Both graphs take the position as the input [#POSITION], `f64[d]`, and their data as further
/// inputs, or have it as constants: small ones are part of the code, large ones are passed by
/// reference.
///
/// @param name for files and titles
/// @param density gives [#LOG_DENSITY], `f64[]`, and [#GRADIENT], `f64[d]`
/// @param quantities gives each recorded quantity, f64 of any shape, under its name
/// @param data for each further input its value
/// @param centre where chains begin: d coordinates
/// @param radius chains begin at most this far from the centre in each coordinate
public record Posterior(
        String name,
        Graph density,
        Graph quantities,
        Map<String, Literal> data,
        List<Double> centre,
        double radius) {
    /// The input of both graphs.
    public static final String POSITION = "u";

    /// The output of the density's graph that is its logarithm.
    public static final String LOG_DENSITY = "log_density";

    /// The output of the density's graph that is the gradient of its logarithm.
    public static final String GRADIENT = "gradient";

    /// Half the edge of the cube around 0 in which chains begin if nothing better is known.
    private static final double WIDE = 2;

    /// Copies data and centre.
    public Posterior {
        Objects.requireNonNull(name);
        Objects.requireNonNull(density);
        Objects.requireNonNull(quantities);
        data = Map.copyOf(data);
        centre = List.copyOf(centre);
    }

    /// A posterior whose chains begin anywhere within 2 of 0.
    ///
    /// @throws IllegalArgumentException if the density has no input [#POSITION] of known extent
    public static Posterior of(
            String name, Graph density, Graph quantities, Map<String, Literal> data) {
        return new Posterior(
                name,
                density,
                quantities,
                data,
                Collections.nCopies(dimension(density), 0.0),
                WIDE);
    }

    /// The posterior of a model that has all its data.
    public static Posterior of(Model model) {
        return of(model, Map.of());
    }

    /// The posterior of a model.
    ///
    /// @param data for each input that the model declares its value
    public static Posterior of(Model model, Map<String, Literal> data) {
        return of(model.name(), model.logDensityAndGradient(), model.quantities(), data);
    }

    private static int dimension(Graph density) {
        for (Op.Input input : density.inputs()) {
            if (input.name().equals(POSITION) && input.type().shape().rank() == 1) {
                Dim extent = input.type().shape().dim(0);
                return Math.toIntExact(extent.constant().orElseThrow());
            }
        }
        throw new IllegalArgumentException(
                "The density "
                        + density.name()
                        + " takes no vector '"
                        + POSITION
                        + "'; it takes "
                        + density.inputs());
    }

    /// Beginning elsewhere.
    public Posterior startingNear(List<Double> position, double distance) {
        return new Posterior(name, density, quantities, data, position, distance);
    }

    /// The number of coordinates of a position.
    public int dimension() {
        return centre.size();
    }
}
