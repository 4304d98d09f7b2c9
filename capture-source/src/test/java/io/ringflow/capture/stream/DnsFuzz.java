package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.counted;
import static io.ringflow.capture.stream.Messages.dns;
import static io.ringflow.capture.stream.Messages.dnsName;
import static io.ringflow.capture.stream.Messages.join;

import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.model.LabelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fuzz target: DNS messages in the forms of UDP and TCP.
 *
 * <pre>
 *  form 8: 1 = starts with the length, as in TCP | message
 * </pre>
 */
public final class DnsFuzz {

    private DnsFuzz() {}

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        LabelRules.Parser parser =
                (in.int8() & 1) == 0 ? DnsQuery::parse : DnsQuery::parseWithLength;
        LabelRules.check(parser, in.rest(), Set.of(LabelKind.DNS_QUERY));
    }

    /** Queries and responses in both forms, with pointers, odd names and the longest name. */
    public static List<byte[]> seeds() {
        byte[] pointer = join(counted(1, bytes('a')), bytes(0xc0, 20));
        String label = "/" + "x".repeat(62);
        List<byte[]> messages =
                List.of(
                        dns(0x0100, dnsName("www/example/com")),
                        dns(0x8583, dnsName("a.b/c\\d/e f")),
                        dns(0x0100, bytes(0)),
                        join(dns(0x0100, pointer), dnsName("b")),
                        dns(0x0100, bytes(1, 'a', 0xc0, 12)),
                        dns(0x0100, dnsName(label.repeat(4).substring(1))));
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] message : messages) {
            seeds.add(new Seeds().int8(0).bytes(message).array());
            seeds.add(new Seeds().int8(1).bytes(counted(2, message)).array());
        }
        return seeds;
    }
}
