package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeSet;

/** The bytes that one stream of a fuzz target has sent, and the labels that they may contain. */
final class SentStream {

    /** The distance by which the sequence numbers of the stream have jumped. */
    int numbersFrom;

    private final TreeSet<Integer> starts = new TreeSet<>();
    private final TreeSet<Integer> ends = new TreeSet<>();
    private final ByteBuffer content;
    private final boolean dns;

    SentStream(byte[] content, int port) {
        this.content = ByteBuffer.wrap(content);
        dns = port == 53;
    }

    /** Notes the captured bytes of a segment. */
    void segment(int from, int to) {
        starts.add(from);
        ends.add(to);
    }

    /** Returns true if the bytes from the start of a segment to the end of one give the labels. */
    boolean mayContain(Map<LabelKind, String> found) {
        for (int from : starts) {
            int most = from + StreamLabels.MAX_BYTES;
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
