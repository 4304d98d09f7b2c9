package io.ringflow.model.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringflow.model.IpAddress;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.Comparison;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.filter.condition.TextPattern;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterErrorsTest {

    private static void assertMistake(String text, int position, String message) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srcAdr = 10.0.0.1 | 0 | unknown field srcAdr; the nearest is srcAddr",
                "dstport = 443 | 0 | the nearest is dstPort",
                "bytes = 1 AND tlsSni = a | 14 | the nearest is labels.tlsSni",
                "src_port = 1 | 0 | unknown field src_port; the nearest is srcPort",
                "labels = a | 0 | labels has several fields; name one of them, such as labels.tls",
                "tunnel = vxlan | 0 | such as tunnel.",
                "observers = a | 0 | use host or interface",
                "= 443 | 0 | expected a field such as srcAddr, NOT or (",
                "AND bytes = 1 | 0 | expected a field",
                "protocol = tcp AND | 18 | expected a field",
                "NOT | 3 | expected a field",
                "() | 1 | expected a field",
                "dstPort 443 | 8 | expected an operator after dstPort: = != < <= > >= IN or NOT IN",
                "dstPort | 7 | expected an operator after dstPort",
                "dstPort == 443 | 8 | there is no ==",
                "srcAddr <> 10.0.0.1 | 8 | expected an operator after srcAddr: = != IN or NOT IN",
                "dstPort NOT 443 | 12 | expected IN or LIKE after NOT",
                "protocol = tcp dstPort = 443 | 15 | expected AND, OR or the end of the filter",
                "protocol = tcp && dstPort = 443 | 15 | expected AND, OR or the end of the filter",
                "dstPort = 1 ) | 12 | expected AND, OR or the end of the filter",
                "( dstPort = 1 | 13 | expected AND, OR or ) for the ( at 0",
                "bytes = 1 OR (dstPort = 1 dscp = 2) | 26 | or ) for the ( at 13",
                "protocol = | 10 | expected a value",
                "protocol = AND dscp = 1 | 11 | expected a value",
                "dstPort = (80, 443) | 10 | a list follows IN, as in dstPort IN (80, 443)",
                "dstPort IN 80, 443 | 13 | expected AND, OR or the end of the filter",
                "labels.tlsSni ~ \"a | 16 | the quotation mark is not closed",
                "labels.tlsSni ~ | 15 | expected a regular expression",
                "dstPort IN () | 12 | expected a value",
                "dstPort IN (80,) | 15 | expected a value",
                "dstPort IN (80 443) | 15 | expected , or ) in the list",
                "dstPort IN (80 | 14 | expected , or ) in the list",
                "endReason = \"forced-end | 12 | the quotation mark is not closed",
                "host = \"a\\b\" | 10 | a backslash itself is"
            })
    void reportsThePositionOfSyntaxErrors(String text, int position, String message) {
        assertMistake(text, position, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dstPort = htp | 10 | dstPort takes whole numbers such as 443 or 8000-8100 and"
                        + " services such as https, not \"htp\"",
                "bytes = https | 8 | whole numbers",
                "packets > 1MB | 10 | whole numbers",
                "bytes > 1mb | 8 | whole numbers",
                "bytes ~ 5 | 6 | bytes takes = != < <= > >= IN or NOT IN, not ~",
                "labels.tlsSni ~ a( | 16 | not a regular expression of RE2: missing closing )",
                "labels.tlsSni ~ (a){1,40}{1,40} | 16 | multiply to at most 1000",
                "labels.tlsSni ~ ((a{900}){0,1}){,2}\\pL{900} | 16 | at most 1000",
                "lastSeen > 60 | 11 | durations before now such as 5m",
                "lastSeen = 5m | 11 | times such as",
                "dstPort = 1 AND protocol = tpc | 27 | protocol takes a protocol such as tcp",
                "protocol = 256 | 11 | or a number to 255, not \"256\"",
                "protocol = 6-17 | 11 | protocol takes a protocol",
                "protocol < 17 | 9 | protocol takes = != IN or NOT IN, not <",
                "dstPort = 70000 | 10 | dstPort takes numbers up to 65535, not \"70000\"",
                "dstPort < -1 | 10 | whole numbers",
                "dstPort > 80-90 | 10 | whole numbers",
                "dstPort = 90-80 | 10 | dstPort takes ranges with the smaller number first",
                "bytes > 1.5 | 8 | whole numbers",
                "bytes > 1m | 8 | whole numbers",
                "bytes > 9223372036854775808 | 8 | numbers up to 9223372036854775807",
                "bytes LIKE 5* | 6 | bytes takes = != < <= > >= IN or NOT IN, not LIKE",
                "durationMs > 2w | 13 | durations such as 500ms, 2s or 1.5m, not \"2w\"",
                "durationMs = 2s-1s | 13 | the smaller number first",
                "meanPacketBytes > 2s | 18 | numbers such as 99.5",
                "srcAddr = nowhere | 10 | srcAddr takes addresses such as 10.0.0.1",
                "srcAddr = 999.1.1.1 | 10 | srcAddr takes addresses",
                "srcAddr = 10.0.0.0/33 | 10 | prefixes of 0 to 32 bits after 10.0.0.0",
                "srcAddr = ::/129 | 10 | prefixes of 0 to 128 bits",
                "srcAddr = ::-10.0.0.1 | 10 | ranges of either IPv4 or IPv6",
                "srcAddr = 10.0.0.0/ | 10 | prefixes of 0 to 32 bits",
                "srcAddr = 10.0.0.9-10.0.0.1 | 10 | the smaller address first",
                "addr > 10.0.0.1 | 5 | addr takes = != IN or NOT IN, not >",
                "firstSeen > now | 12 | times such as 2026-01-31T12:00:00Z",
                "firstSeen > 2026-13-01 | 12 | times such as",
                "firstSeen > 2026-01-31T12:00:00 | 12 | times such as",
                "firstSeen > 1600-12-31 | 12 | times from 1678 to 2262",
                "firstSeen > 3000-01-01 | 12 | times from 1678 to 2262",
                "firstSeen = 2026-01-02-2026-01-01 | 12 | the earlier time first",
                "tcpState = S9 | 11 | tcpState takes one of S0, S1, SF, REJ, S2, S3, RSTO, RSTR,",
                "tcpState LIKE x* | 14 | tcpState takes one of S0",
                "event = none | 8 | event takes one of new, update, end, not \"none\"",
                "state IN (open) | 10 | state takes one of active, ended, not \"open\"",
                "tunnel.type = ipsec | 14 | one of vxlan, geneve",
                "initiatorRule = ack | 16 | one of first-packet, icmp-request, syn-ack, syn",
                "endReason = idle | 12 | one of idle-timeout, active-timeout",
                "gap = yes | 6 | gap takes true or false, not \"yes\"",
                "srcTcpFlags = SX | 14 | the letters CEUAPRSF",
                "labels.tlsSni = *.com | 16 | write labels.tlsSni LIKE *.com",
                "labels.tlsSni > a | 14 | takes = != ~ LIKE, NOT LIKE, IN or NOT IN, not >",
                "srcPort = srcAddr | 10 | srcPort and srcAddr can't be compared",
                "state = endReason | 8 | can't be compared",
                "srcAddr = dstAdr | 10 | not \"dstAdr\""
            })
    void reportsWhatAFieldTakes(String text, int position, String message) {
        assertMistake(text, position, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "foobar", "nothing", "q", "labels.unheardOf"})
    void suggestsNoFieldIfNoneIsNear(String name) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse(name + " = 1"))
                .withMessage("unknown field " + name);
    }

    @ParameterizedTest
    @CsvSource({"dport,dstPort", "src,srcAddr", "proto,protocol", "SNI,labels.tlsSni"})
    void suggestsTheFieldThatOtherToolsCallSo(String name, String field) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse(name + " = 1"))
                .withMessageEndingWith("the nearest is " + field);
    }

    @Test
    void limitsTheLengthOfRegularExpressions() {
        FlowFilter.parse("host ~ " + "a".repeat(256));
        assertMistake("host ~ " + "a".repeat(257), 7, "at most 256 characters");
    }

    @Test
    void shortensLongValuesInMessages() {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse("dstPort = " + "x".repeat(5_000)))
                .satisfies(e -> assertThat(e.getMessage()).endsWith("x...\"").hasSizeLessThan(150));
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> FlowFilter.parse("x".repeat(8_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150));
    }

    @Test
    void limitsTheLengthOfTheText() {
        String longest = " ".repeat(FlowFilter.MAX_LENGTH - 9) + "bytes = 1";

        assertThat(FlowFilter.parse(longest)).isEqualTo(FlowFilter.parse("bytes = 1"));
        assertMistake(' ' + longest, 8192, "at most 8192 characters");
    }

    @Test
    void limitsTheDepthOfBrackets() {
        String deepest = "(".repeat(64) + "bytes = 1" + ")".repeat(64);

        assertThat(FlowFilter.parse(deepest)).isEqualTo(FlowFilter.parse("bytes = 1"));
        assertMistake('(' + deepest + ')', 64, "nested at most 64 deep");
        assertThat(FlowFilter.parse("NOT ".repeat(2_000) + "bytes = 1"))
                .isEqualTo(FlowFilter.parse("bytes = 1"));
    }

    @Test
    void limitsTheTotalNumberOfListValues() {
        String half =
                "icmpType IN ("
                        + IntStream.range(0, 512)
                                .mapToObj(i -> Integer.toString(i % 256))
                                .collect(Collectors.joining(","))
                        + ") AND ";

        assertThat(FlowFilter.parse(half + half + "bytes = 1").condition()).isNotNull();
        assertMistake(
                half + half + "bytes IN (1)",
                2 * half.length() + "bytes IN (".length(),
                "at most 1024 values altogether");
    }

    @Test
    void conditionsRejectIncompatibleFields() {
        NumberRanges one = NumberRanges.between(1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Condition.NumberIn(FilterField.Several.HOST, one));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Condition.DecimalIn(
                                        new FilterField.Single(FlowField.BYTES),
                                        DecimalRanges.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Condition.AddressIn(
                                        FilterField.Several.PORT, AddressRanges.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Condition.TextIn(
                                        new FilterField.Single(FlowField.STATE),
                                        List.of(TextPattern.exactly("open"))));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Condition.TextIn(
                                        FilterField.Several.HOST,
                                        List.of(TextPattern.exactly("a*"), TextPattern.like("*"))));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Condition.Compared(
                                        FilterField.Several.HOST,
                                        Comparison.LESS,
                                        FilterField.Several.HOST));
    }

    @Test
    void rangesRejectInvalidBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> NumberRanges.between(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> DecimalRanges.between(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> DecimalRanges.between(2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                AddressRanges.between(
                                        IpAddress.parse("10.0.0.2"), IpAddress.parse("10.0.0.1")));
    }
}
