package dev.komodo.bench.sweep;

import java.util.ArrayList;
import java.util.List;

/// All cases, family by family.
final class SweepCases {
    private SweepCases() {}

    static List<SweepCase> all() {
        List<SweepCase> cases = new ArrayList<>();
        cases.addAll(ProductCases.all());
        cases.addAll(WindowCases.all());
        cases.addAll(RowCases.all());
        cases.addAll(ElementCases.all());
        return cases;
    }
}
