package io.ringflow.model.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilterEqualityTest {

    /** Subscriptions and lists share what filters that are equal have in common. */
    @Test
    void isEqualOnlyIfItMeansTheSame() {
        List<FlowFilter> different =
                Stream.of(
                                "",
                                "srcAddr = 10.0.0.1",
                                "srcAddr = 10.0.0.2",
                                "dstAddr = 10.0.0.1",
                                "srcAddr = 10.0.0.0/8",
                                "srcAddr IN (10.0.0.1, 10.0.0.3)",
                                "bytes = 1",
                                "bytes = 2",
                                "bytes = 1-2",
                                "bytes > 1",
                                "bytes IN (1, 3)",
                                "stddevPacketBytes > 1",
                                "stddevPacketBytes > 2",
                                "stddevPacketBytes < 2",
                                "labels.tlsSni ~ a",
                                "labels.tlsSni ~ b",
                                "labels.tlsSni LIKE a*",
                                "labels.tlsSni LIKE *a",
                                "srcPort < dstPort",
                                "srcPort > dstPort",
                                "bytes = 1 AND packets = 1",
                                "bytes = 1 OR packets = 1",
                                "NOT bytes = 1")
                        .map(FlowFilter::parse)
                        .toList();
        for (FlowFilter filter : different) {
            FlowFilter again = FlowFilter.parse(filter.toString());
            assertThat(again).isEqualTo(filter).hasSameHashCodeAs(filter);
            assertThat(different).filteredOn(other -> other.equals(filter)).hasSize(1);
        }
        assertThat(different.stream().map(FlowFilter::hashCode).distinct().count())
                .as("hash codes that differ")
                .isGreaterThan(different.size() / 2);
    }
}
