package io.ringflow.job.export.ipfix;

import io.ringflow.capture.serial.StateFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeliveryPositionTest {

    @Test
    void keepsBytesOfItsVersionAndRefusesOthers() throws Exception {
        Map<Integer, DomainCounts> counts = new TreeMap<>();
        for (int domain = 1; domain <= 2; domain++) {
            DomainCounts counted = new DomainCounts();
            counted.sequence = 10L * domain + 1;
            counted.messages = 10L * domain + 2;
            counted.flowRecords = 10L * domain + 3;
            counted.octets = 10L * domain + 4;
            counts.put(domain, counted);
        }
        new StateFormat(
                        "DeliveryPosition",
                        DeliveryPosition.class,
                        1,
                        1,
                        DeliveryPosition.write(counts),
                        (version, bytes) -> {
                            byte[] changed = bytes.clone();
                            changed[0] = (byte) version;
                            return DeliveryPosition.write(DeliveryPosition.read(changed));
                        })
                .check();
    }
}
