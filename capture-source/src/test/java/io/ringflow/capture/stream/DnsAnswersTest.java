package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.answer;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.dnsName;
import static io.ringflow.capture.stream.Messages.dnsResponse;
import static io.ringflow.capture.stream.Messages.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsAnswersTest {

    private static final byte[] WWW = dnsName("www/example/com");
    private static final byte[] QUESTION = bytes(0xc0, 12);
    private static final byte[] ONE = bytes(192, 0, 2, 1);
    private static final byte[] TWO = bytes(192, 0, 2, 2);

    private final DnsAnswers answers = new DnsAnswers();

    private List<String> of(byte[] message) {
        List<String> addresses = new ArrayList<>();
        answers.read(
                ByteBuffer.wrap(message),
                0,
                message.length,
                (high, low, seconds) ->
                        addresses.add(new IpAddress(high, low) + " for " + seconds + " s"));
        return addresses;
    }

    @Test
    void findsAddressesOfBothFamilies() {
        byte[] v6 = new byte[16];
        v6[0] = 0x20;
        v6[1] = 1;
        v6[15] = 9;
        assertThat(
                        of(
                                dnsResponse(
                                        1,
                                        0,
                                        WWW,
                                        answer(QUESTION, 1, 60, ONE),
                                        answer(QUESTION, 28, 70_000, v6),
                                        answer(dnsName("WWW/Example/COM"), 1, 0, TWO))))
                .containsExactly("192.0.2.1 for 60 s", "2001::9 for 70000 s", "192.0.2.2 for 0 s");
    }

    @Test
    void followsAliasesInAnyOrder() {
        byte[] edge = dnsName("edge/example/net");
        byte[] host = dnsName("a1/example/net");
        byte[][] records = {
            answer(host, 1, 30, ONE), answer(edge, 5, 30, host), answer(QUESTION, 5, 30, edge),
        };
        List<byte[]> list = new ArrayList<>(List.of(records));
        for (int i = 0; i < 3; i++) {
            list.add(list.removeFirst());
            assertThat(of(dnsResponse(1, 0, WWW, list.toArray(byte[][]::new))))
                    .containsExactly("192.0.2.1 for 30 s");
        }
    }

    @Test
    void ignoresAddressesOfOtherNamesTypesAndClasses() {
        byte[] chaos = answer(QUESTION, 1, 30, ONE);
        chaos[5] = 3;
        assertThat(
                        of(
                                dnsResponse(
                                        1,
                                        0,
                                        WWW,
                                        answer(dnsName("other/example/com"), 1, 30, ONE),
                                        answer(QUESTION, 16, 30, ONE),
                                        answer(QUESTION, 1, 30, bytes(1, 2, 3)),
                                        chaos)))
                .isEmpty();
    }

    @Test
    void endsAliasesThatLeadInCircles() {
        byte[] other = dnsName("other");
        assertThat(
                        of(
                                dnsResponse(
                                        1,
                                        0,
                                        WWW,
                                        answer(QUESTION, 5, 30, other),
                                        answer(other, 5, 30, QUESTION),
                                        answer(other, 1, 30, ONE))))
                .containsExactly("192.0.2.1 for 30 s");
    }

    @Test
    void readsRecordsBeforeTheEndOfMessageThatIsCutOff() {
        byte[] whole =
                dnsResponse(1, 0, WWW, answer(QUESTION, 1, 60, ONE), answer(QUESTION, 1, 60, TWO));
        for (int length = 0; length < whole.length; length++) {
            assertThat(of(Arrays.copyOf(whole, length)))
                    .hasSize(length < whole.length - 16 ? 0 : 1);
        }
        assertThat(of(whole)).hasSize(2);
    }

    @Test
    void endsNamesThatPointToThemselves() {
        assertThat(of(dnsResponse(1, 0, bytes(0xc0, 12), answer(QUESTION, 1, 60, ONE)))).isEmpty();
        assertThat(of(dnsResponse(1, 0, WWW, answer(bytes(0xc0, 33), 1, 60, ONE)))).isEmpty();
        assertThat(of(join(dnsResponse(1, 0, bytes(99)), ONE))).isEmpty();
    }

    @Test
    void readsAtMost64Records() {
        byte[][] records = new byte[200][];
        Arrays.fill(records, answer(QUESTION, 1, 60, ONE));
        assertThat(of(dnsResponse(1, 0, WWW, records))).hasSize(DnsAnswers.MAX_RECORDS);
    }
}
