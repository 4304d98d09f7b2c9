package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeSet;

/** What one stream has sent in a fuzz target, and so which labels may be found in it. */
final class SentStream {

    /** How far the stream's sequence numbers have jumped. */
    int numbersFrom;

    private final TreeSet<Integer> begins = new TreeSet<>();
    private final TreeSet<Integer> ends = new TreeSet<>();
    private final ByteBuffer content;
    private final boolean dns;

    SentStream(byte[] content, int port) {
        this.content = ByteBuffer.wrap(content);
        dns = port == 53;
    }

    /** Takes note of bytes that were captured. */
    void segment(int from, int to) {
        begins.add(from);
        ends.add(to);
    }

    /** True where bytes that follow each other, from one segment's begin to one's end, say so. */
    boolean mayTell(Map<LabelKind, String> found) {
        for (int from : begins) {
            int most = from + StreamLabels.MOST_BYTES;
            for (int to : ends.tailSet(from, false)) {
                if (parse(from, to).equals(found)
                        || (to > most && parse(from, most).equals(found))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Map<LabelKind, String> parse(int from, int to) {
        Labels labels = new Labels();
        if (dns) {
            DnsQuery.parseWithLength(content, from, to, labels);
        } else if (content.get(from) == 22) {
            new TlsHello().parse(content, from, to, labels);
        } else {
            HttpHost.parse(content, from, to, labels);
        }
        return LabelRules.texts(labels);
    }
}
