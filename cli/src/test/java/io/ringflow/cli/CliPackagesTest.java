package io.ringflow.cli;

import io.ringflow.model.PackageRules;

class CliPackagesTest extends PackageRules {

    CliPackagesTest() {
        super("io.ringflow.cli");
    }
}
