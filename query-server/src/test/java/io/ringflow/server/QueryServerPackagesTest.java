package io.ringflow.server;

import io.ringflow.model.PackageRules;

class QueryServerPackagesTest extends PackageRules {

    QueryServerPackagesTest() {
        super("io.ringflow.server");
    }
}
