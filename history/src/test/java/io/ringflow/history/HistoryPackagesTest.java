package io.ringflow.history;

import io.ringflow.model.PackageRules;

class HistoryPackagesTest extends PackageRules {

    HistoryPackagesTest() {
        super("io.ringflow.history");
    }
}
