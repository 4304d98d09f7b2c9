package io.ringflow.model.filter.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowFixture;
import io.ringflow.model.filter.FlowFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangesTest {

    private static final FlowFilter FILTER =
            FlowFilter.parse("srcAddr IN (10.0.0.1-10.0.0.3, 10.0.0.5)");

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, false",
        "10.0.0.1, true",
        "10.0.0.3, true",
        "10.0.0.4, false",
        "10.0.0.5, true",
        "10.0.0.6, false"
    })
    void matchesAddressesFromTheFirstToTheLastOfARange(String address, boolean verdict) {
        FlowFixture fixture = new FlowFixture();
        fixture.srcAddr = address;
        assertThat(FILTER.matches(fixture.flow())).isEqualTo(verdict);
    }
}
