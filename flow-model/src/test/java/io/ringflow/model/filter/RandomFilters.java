package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.text.TimeText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;

/** Random filters with their meaning by {@link NaiveMeaning}. */
public final class RandomFilters {

    /**
     * A text and its meaning.
     *
     * @param text the filter
     * @param meaning true for flows that the filter must match
     */
    public record Sample(String text, Predicate<Flow> meaning) {}

    private static final List<String> WHOLE =
            List.of(
                    "srcPort",
                    "dstPort",
                    "port",
                    "ipVersion",
                    "tunnel.id",
                    "packets",
                    "bytes",
                    "srcPackets",
                    "dstBytes",
                    "srcRetransmits",
                    "dstOutOfOrder",
                    "zeroWindows",
                    "minPacketBytes");
    private static final List<String> SMALL = List.of("vlanId", "icmpType", "icmpCode", "dscp");
    private static final List<String> DURATIONS = List.of("durationMs", "rttMs");
    private static final List<String> MEANS = List.of("meanPacketBytes", "stddevPacketBytes");
    private static final List<String> TIMES = List.of("firstSeen", "lastSeen");
    private static final List<String> ADDRESSES =
            List.of("srcAddr", "dstAddr", "addr", "tunnel.srcAddr", "tunnel.dstAddr");
    private static final List<String> NAMES =
            List.of("labels.tlsSni", "labels.dnsQuery", "labels.httpHost");
    private static final List<String> TEXTS = List.of("labels.tlsAlpn", "host", "interface", "id");
    private static final List<String> FLAGS = List.of("srcTcpFlags", "dstTcpFlags");
    private static final List<String> ORDERS = List.of("=", "<", "<=", ">", ">=");

    private static final List<List<String>> WORDS =
            List.of(
                    List.of("event", "new", "update", "end"),
                    List.of("tunnel.type", "vxlan", "6in4", "gtp-u", "mpls"),
                    List.of("state", "active", "ended"),
                    List.of("endReason", "idle-timeout", "end-of-flow", "forced-end"),
                    List.of("tcpState", "S0", "S1", "SF", "REJ", "OTH", "SH", "RSTO"),
                    List.of("initiatorRule", "syn", "syn-ack", "first-packet", "icmp-request"),
                    List.of("protocol", "tcp", "udp", "icmp", "icmp6", "sctp", "gre", "99"),
                    List.of("gap", "true", "false"));

    private final Random random;

    public RandomFilters(Random random) {
        this.random = random;
    }

    /** A filter of nested tests, up to a depth. */
    public Sample next(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 1, 2 -> joined(word("and"), depth, true);
            case 3 -> joined(word("or"), depth, false);
            case 4 -> {
                Sample inner = next(depth - 1);
                yield new Sample(word("not") + " (" + inner.text() + ")", inner.meaning().negate());
            }
            default -> test();
        };
    }

    private Sample joined(String word, int depth, boolean all) {
        List<Sample> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(next(depth - 1));
        }
        String text =
                String.join(
                        ' ' + word + ' ',
                        parts.stream().map(part -> '(' + part.text() + ')').toList());
        return new Sample(
                text,
                flow ->
                        all
                                ? parts.stream().allMatch(part -> part.meaning().test(flow))
                                : parts.stream().anyMatch(part -> part.meaning().test(flow)));
    }

    private Sample test() {
        return switch (random.nextInt(10)) {
            case 0 -> number(pick(WHOLE), pick(RandomFlows.NUMBERS));
            case 1 -> number(pick(SMALL), random.nextInt(9));
            case 2 -> decimal();
            case 3 -> time();
            case 4 -> address();
            case 5 -> text(pick(NAMES), true);
            case 6 -> text(pick(TEXTS), false);
            case 7 -> flags();
            case 8 -> pair();
            default -> words();
        };
    }

    private Sample number(String field, long value) {
        String bound = Long.toString(value);
        String text = value > 0 && value % 1000 == 0 ? value / 1000 + "k" : bound;
        if (random.nextInt(4) == 0) {
            String end = Long.toString(value + random.nextInt(9));
            return in(
                    field,
                    text + '-' + end,
                    it -> NaiveMeaning.number(it, bound) >= 0 && NaiveMeaning.number(it, end) <= 0);
        }
        return ordered(field, text, it -> NaiveMeaning.number(it, bound));
    }

    private Sample decimal() {
        if (random.nextBoolean()) {
            BigDecimal value = BigDecimal.valueOf(random.nextInt(3000), 1);
            return ordered(
                    pick(MEANS), value.toPlainString(), it -> new BigDecimal(it).compareTo(value));
        }
        long nanos = RandomFlows.STEPS[random.nextInt(RandomFlows.STEPS.length)];
        String milliseconds = BigDecimal.valueOf(nanos, 6).toPlainString();
        String text =
                switch (random.nextInt(4)) {
                    case 0 -> milliseconds;
                    case 1 -> nanos + "ns";
                    case 2 -> milliseconds + "ms";
                    default -> BigDecimal.valueOf(nanos, 9).toPlainString() + 's';
                };
        return ordered(pick(DURATIONS), text, it -> NaiveMeaning.number(it, milliseconds));
    }

    /** Times sort like their texts in exports. */
    private Sample time() {
        long step = RandomFlows.STEPS[random.nextInt(RandomFlows.STEPS.length)];
        String time = TimeText.of(FlowFixture.FIRST + step);
        if (random.nextInt(4) == 0) {
            String date = time.substring(0, 10);
            return in(pick(TIMES), date, it -> it.startsWith(date));
        }
        return ordered(pick(TIMES), time, it -> it.compareTo(time));
    }

    private Sample address() {
        String base = pick(RandomFlows.ADDRESSES);
        int bits = random.nextInt(base.indexOf(':') < 0 ? 33 : 129);
        return random.nextBoolean()
                ? in(pick(ADDRESSES), base, it -> it.equals(base))
                : in(pick(ADDRESSES), base + '/' + bits, it -> NaiveMeaning.prefix(it, base, bits));
    }

    private Sample text(String field, boolean ignoreCase) {
        String value = pick(RandomFlows.TEXTS);
        if (random.nextBoolean()) {
            return in(
                    field,
                    quoted(value),
                    it -> ignoreCase ? it.equalsIgnoreCase(value) : it.equals(value));
        }
        int cut = random.nextInt(value.length() + 1);
        String pattern = value.substring(0, cut) + '*' + value.substring(random.nextInt(cut + 1));
        return like(field, quoted(pattern), it -> NaiveMeaning.like(it, pattern, ignoreCase));
    }

    private Sample flags() {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            letters.append("CEUAPRSFapsf".charAt(random.nextInt(12)));
        }
        String set = letters.toString();
        if (random.nextBoolean()) {
            String letter = "SAF".substring(random.nextInt(3)).substring(0, 1);
            return like(pick(FLAGS), "*" + letter + "*", it -> it.contains(letter));
        }
        return in(
                pick(FLAGS),
                quoted(set),
                it -> NaiveMeaning.letters(it).equals(NaiveMeaning.letters(set)));
    }

    private Sample pair() {
        boolean times = random.nextInt(4) == 0;
        boolean addresses = !times && random.nextInt(4) == 0;
        List<String> fields = times ? TIMES : addresses ? ADDRESSES : WHOLE;
        String left = pick(fields);
        String right = pick(fields);
        String operator = addresses ? "=" : pick(ORDERS);
        return new Sample(
                left + ' ' + operator + ' ' + right,
                NaiveMeaning.pair(left, operator, right, !times && !addresses));
    }

    private Sample words() {
        List<String> words = pick(WORDS);
        String value = words.get(1 + random.nextInt(words.size() - 1));
        return in(words.getFirst(), word(value), it -> it.equals(value));
    }

    private interface Order {
        int of(String value);
    }

    private Sample ordered(String field, String value, Order order) {
        String operator = pick(ORDERS);
        return operator.equals("=")
                ? in(field, value, it -> order.of(it) == 0)
                : new Sample(
                        field + operator + value,
                        NaiveMeaning.has(field, it -> NaiveMeaning.holds(order.of(it), operator)));
    }

    /** A value after =, !=, IN or NOT IN; a list contains it twice. */
    private Sample in(String field, String value, Predicate<String> test) {
        Predicate<Flow> meaning = NaiveMeaning.has(field, test);
        String list = " (" + value + ',' + value + ")";
        return switch (random.nextInt(4)) {
            case 0 -> new Sample(field + " != " + value, meaning.negate());
            case 1 -> new Sample(field + ' ' + word("in") + list, meaning);
            case 2 -> new Sample(field + " not " + word("in") + list, meaning.negate());
            default -> new Sample(field + "=" + value, meaning);
        };
    }

    private Sample like(String field, String value, Predicate<String> test) {
        Predicate<Flow> meaning = NaiveMeaning.has(field, test);
        return random.nextBoolean()
                ? new Sample(field + ' ' + word("like") + ' ' + value, meaning)
                : new Sample(field + " NOT LIKE " + value, meaning.negate());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String word(String word) {
        return random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
