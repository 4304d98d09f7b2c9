package io.ringflow.job;

import io.ringflow.model.PackageRules;

class FlowJobPackagesTest extends PackageRules {

    FlowJobPackagesTest() {
        super("io.ringflow.job");
    }
}
