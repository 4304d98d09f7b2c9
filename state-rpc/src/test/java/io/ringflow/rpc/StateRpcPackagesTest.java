package io.ringflow.rpc;

import io.ringflow.model.PackageRules;

class StateRpcPackagesTest extends PackageRules {

    StateRpcPackagesTest() {
        super("io.ringflow.rpc");
    }
}
