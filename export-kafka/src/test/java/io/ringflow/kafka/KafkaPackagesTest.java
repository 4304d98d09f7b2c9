package io.ringflow.kafka;

import io.ringflow.model.PackageRules;

class KafkaPackagesTest extends PackageRules {

    KafkaPackagesTest() {
        super("io.ringflow.kafka");
    }
}
