package dev.komodo.examples.posterior.nuts;

/// What the sampler met on the way to one draw.
///
/// @param acceptance the mean over the trajectory of `min(1, exp(initial energy - energy))`
/// @param depth how often the trajectory was doubled
/// @param gradients how often the density was evaluated
/// @param diverged whether the energy grew without bound: the draws then avoid a region that they
///   should have visited
/// @param energy the Hamiltonian at the start of the trajectory
/// @param logDensity the density at the draw
/// @param stepSize the integrator's step
public record Step(
        double acceptance,
        int depth,
        int gradients,
        boolean diverged,
        double energy,
        double logDensity,
        double stepSize) {}
