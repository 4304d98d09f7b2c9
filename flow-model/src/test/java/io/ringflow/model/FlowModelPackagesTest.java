package io.ringflow.model;

class FlowModelPackagesTest extends PackageRules {

    FlowModelPackagesTest() {
        super("io.ringflow.model");
    }
}
