package io.ringflow.model.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringflow.model.*;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowFilterTest {

    private static final Flow FLOW = new FlowFixture().flow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "srcAddr = 10.0.0.1",
                "dstPort=443",
                "protocol = TCP",
                "protocol = 6",
                "srcAddr = ::ffff:10.0.0.1",
                "srcPort = 40000 AND dstPort = 443 and state = ended",
                "endReason = \"end-of-flow\" AND packets = 4",
                "observers = host-a/eth0",
                "  bytes  =  400  "
            })
    void matchesWhereEveryTermHolds(String text) {
        assertThat(FlowFilter.parse(text).matches(FLOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srcAddr = 10.0.0.2",
                "srcPort = 40000 AND dstPort = 80",
                "vlanId = 1",
                "icmpType = 8",
                "gap = true",
                "protocol = udp"
            })
    void doesNotMatchWhereATermFailsOrTheFieldIsAbsent(String text) {
        assertThat(FlowFilter.parse(text).matches(FLOW)).isFalse();
    }

    @Test
    void matchesIpv6AddressesInAnySpelling() {
        Flow flow = new FlowFixture().between("2001:db8::1", 1, "2001:db8::2", 2, 6).flow();

        assertThat(FlowFilter.parse("srcAddr = 2001:DB8:0:0:0:0:0:1").matches(flow)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srcAdr = 10.0.0.1 | 0 | the nearest is srcAddr",
                "dstport = 443 | 0 | the nearest is dstPort",
                "= 443 | 0 | expected a field",
                "dstPort 443 | 8 | expected = after dstPort",
                "dstPort | 7 | expected = after dstPort",
                "protocol = tcp OR dstPort = 443 | 15 | expected AND",
                "protocol = tcp dstPort = 443 | 15 | expected AND",
                "protocol = tcp AND | 18 | expected a field",
                "protocol = | 10 | expected a value",
                "srcAddr = nowhere | 10 | not an IP address",
                "dstPort = 1 AND protocol = tpc | 27 | no protocol",
                "endReason = \"forced-end | 12 | not closed"
            })
    void tellsWhereAMistakeIsAndWhatWasExpected(String text, int position, String expected) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse(text))
                .withMessageContaining(expected)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "srcAddr = 2001:0db8::1",
                "protocol = 17 and dstPort=53",
                "observers = \"a host/eth 0\" AND state = active",
                "event = \"\""
            })
    void parsesBackFromItsText(String text) {
        FlowFilter filter = FlowFilter.parse(text);

        assertThat(FlowFilter.parse(filter.toString())).isEqualTo(filter);
    }

    @Test
    void writesValuesInTheSpellingOfTheOutput() {
        assertThat(FlowFilter.parse("protocol=6 and  srcAddr = 2001:DB8::0"))
                .hasToString("protocol = tcp AND srcAddr = 2001:db8::");
    }

    @Test
    void keepsTermsThatChangeBehindItsBackOut() {
        List<FlowFilter.Equality> terms =
                new java.util.ArrayList<>(FlowFilter.parse("dstPort = 80").terms());
        FlowFilter filter = new FlowFilter(terms);
        terms.clear();

        assertThat(filter.matches(FLOW)).isFalse();
    }

    @Test
    void measuresHowFarWordsAreApart() {
        assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
        assertThat(EditDistance.between("SRCADDR", "srcAddr")).isZero();
        assertThat(EditDistance.between("", "abc")).isEqualTo(3);
    }
}
