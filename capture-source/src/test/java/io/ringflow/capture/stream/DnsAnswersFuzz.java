package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.answer;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.dnsName;
import static io.ringflow.capture.stream.Messages.dnsResponse;

import io.ringflow.capture.fuzz.Rule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Fuzz target: the answers of DNS responses. */
public final class DnsAnswersFuzz {

    private static final int MARGIN = 7;

    private DnsAnswersFuzz() {}

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        List<String> addresses = addresses(ByteBuffer.wrap(data), 0, data.length);
        Rule.holds(addresses.size() <= DnsAnswers.MAX_RECORDS, "at most 64 records are read");
        Rule.holds(addresses.size() <= data.length / 16, "an address takes 16 bytes or more");
        ByteBuffer elsewhere = ByteBuffer.allocateDirect(MARGIN + data.length).put(MARGIN, data);
        Rule.holds(
                addresses(elsewhere, MARGIN, elsewhere.capacity()).equals(addresses),
                "the offset of a message doesn't change the result");
    }

    private static List<String> addresses(ByteBuffer buffer, int from, int to) {
        List<String> addresses = new ArrayList<>();
        new DnsAnswers()
                .read(
                        buffer,
                        from,
                        to,
                        (high, low, seconds) -> {
                            Rule.holds(
                                    seconds >= 0 && seconds >>> 32 == 0,
                                    "a time to live has 32 bits");
                            addresses.add(high + " " + low);
                        });
        return addresses;
    }

    /** Responses with addresses, aliases and pointers. */
    public static List<byte[]> seeds() {
        byte[] question = bytes(0xc0, 12);
        byte[] www = dnsName("www/example/com");
        byte[] edge = dnsName("edge/example/net");
        byte[] address = bytes(192, 0, 2, 1);
        return List.of(
                dnsResponse(1, 0, www, answer(question, 1, 60, address)),
                dnsResponse(1, 0, www, answer(www, 28, 60, new byte[16])),
                dnsResponse(1, 0, www, answer(edge, 1, 60, address), answer(question, 5, 60, edge)),
                dnsResponse(1, 3, www));
    }
}
