package dev.komodo.onnx.importer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The families of the operator table, in the order of its listing.
final class Families {
    private Families() {}

    static Map<String, List<Operator>> all() {
        Map<String, List<Operator>> families = new LinkedHashMap<>();
        families.put("arithmetic", ArithmeticOperators.ROWS);
        families.put("logic, comparison, conversion", LogicOperators.ROWS);
        families.put("circular and hyperbolic functions", TrigonometricOperators.ROWS);
        families.put("activations", ActivationOperators.ROWS);
        families.put("reductions", ReductionOperators.ROWS);
        families.put("running folds", CumulativeOperators.ROWS);
        families.put("products", ProductOperators.ROWS);
        families.put("quantisation", QuantizationOperators.ROWS);
        families.put("convolutions", ConvolutionOperators.ROWS);
        families.put("pools", PoolingOperators.ROWS);
        families.put("normalisations", NormalizationOperators.ROWS);
        families.put("softmax", SoftmaxOperators.ROWS);
        families.put("attention", AttentionOperators.ROWS);
        families.put("layers with a state", StatefulOperators.ROWS);
        families.put("Fourier transforms", FourierOperators.ROWS);
        families.put("steps of training", OptimizerOperators.ROWS);
        families.put("recurrent networks", RecurrentOperators.ROWS);
        families.put("losses", LossOperators.ROWS);
        families.put("shapes", ShapeOperators.ROWS);
        families.put("movement", MovementOperators.ROWS);
        families.put("resampling", ResizeOperators.ROWS);
        families.put("sampling", SamplingOperators.ROWS);
        families.put("indexing", IndexingOperators.ROWS);
        families.put("scattering", ScatterOperators.ROWS);
        families.put("n-grams", NgramOperators.ROWS);
        families.put("order", OrderOperators.ROWS);
        families.put("random numbers", RandomOperators.ROWS);
        families.put("generators", GeneratorOperators.ROWS);
        families.put("control", ControlOperators.ROWS);
        return families;
    }
}
