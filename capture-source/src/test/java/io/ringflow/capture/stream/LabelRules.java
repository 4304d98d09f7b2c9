package io.ringflow.capture.stream;

import io.ringflow.capture.fuzz.Rule;
import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The rules that all parsers of labels must keep in fuzz targets. */
final class LabelRules {

    private static final int MARGIN = 7;

    /** Of messages up to this length every prefix is parsed; of longer messages fewer. */
    private static final int SHORT = 128;

    private LabelRules() {}

    /** One of the parsers. */
    interface Parser {
        ParseResult parse(ByteBuffer buffer, int from, int to, Labels out);
    }

    /**
     * Parses a whole message, and its prefixes.
     *
     * @param kinds the labels that the parser may find
     */
    static void check(Parser parser, byte[] message, Set<LabelKind> kinds) {
        Labels labels = new Labels();
        ByteBuffer exact = ByteBuffer.wrap(message);
        ParseResult whole = parser.parse(exact, 0, message.length, labels);
        checkResult(whole, labels, kinds);
        Map<LabelKind, String> texts = texts(labels);

        labels.clear();
        ByteBuffer elsewhere = ByteBuffer.allocateDirect(MARGIN + message.length);
        elsewhere.put(MARGIN, message);
        ParseResult again = parser.parse(elsewhere, MARGIN, elsewhere.capacity(), labels);
        Rule.holds(again == whole, "the offset of a message doesn't change the result");
        Rule.holds(texts(labels).equals(texts), "the offset of a message doesn't change labels");

        int step = 1 + message.length * message.length / (SHORT * SHORT);
        for (int to = 0; to < message.length; to += step) {
            labels.clear();
            ParseResult prefix = parser.parse(exact.slice(0, to), 0, to, labels);
            checkResult(prefix, labels, kinds);
            Rule.holds(
                    prefix != ParseResult.NONE || whole == ParseResult.NONE,
                    "a message whose prefix is rejected is rejected");
        }
    }

    private static void checkResult(ParseResult result, Labels labels, Set<LabelKind> kinds) {
        Map<LabelKind, String> texts = texts(labels);
        Rule.holds(kinds.containsAll(texts.keySet()), "a parser finds only its own labels");
        Rule.holds(result != ParseResult.FOUND || labels.any(), "FOUND comes with a label");
        Rule.holds(result != ParseResult.NONE || !labels.any(), "NONE comes without labels");
    }

    /** The labels, all of which must be safe to show. */
    static Map<LabelKind, String> texts(Labels labels) {
        Map<LabelKind, String> texts = new EnumMap<>(LabelKind.class);
        for (LabelKind kind : LabelKind.values()) {
            if (labels.has(kind)) {
                LabelText text = labels.text(kind);
                Rule.holds(text.length() <= LabelKind.MAX_BYTES, "a label has at most 255 bytes");
                for (int i = 0; i < text.length(); i++) {
                    int value = text.bytes()[i];
                    Rule.holds(value > 0x20 && value < 0x7f, "a label is printable ASCII");
                }
                texts.put(kind, text.toString());
            }
        }
        return texts;
    }
}
