package io.ringflow.capture;

import io.ringflow.model.PackageRules;

class CaptureSourcePackagesTest extends PackageRules {

    CaptureSourcePackagesTest() {
        super("io.ringflow.capture");
    }
}
