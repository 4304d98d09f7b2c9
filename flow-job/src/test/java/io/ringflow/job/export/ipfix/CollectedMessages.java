package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small collector: reads messages by RFC 7011 and RFC 3954, and fails if they break a rule. Knows
 * nothing of the classes that write them.
 */
final class CollectedMessages {

    /** Number of data records of flows, over all domains. */
    final List<Map<String, byte[]>> flows = new ArrayList<>();

    /** Data records of options. */
    final List<Map<String, byte[]>> options = new ArrayList<>();

    /** Sequence number of each message, by domain. */
    final Map<Integer, List<Long>> sequences = new HashMap<>();

    /** How often a template was received, by domain and id. */
    final Map<String, Integer> definitions = new HashMap<>();

    private final Map<String, List<int[]>> templates = new HashMap<>();
    private final Map<Integer, Long> expected = new HashMap<>();

    /** An element in a template: number (negated for reverse elements) and length. */
    private static int[] specifier(ByteBuffer in, boolean enterprises) {
        int id = Short.toUnsignedInt(in.getShort());
        int length = Short.toUnsignedInt(in.getShort());
        if (enterprises && id >= 0x8000) {
            assertThat(in.getInt()).isEqualTo(29_305);
            return new int[] {-(id & 0x7fff), length};
        }
        return new int[] {id, length};
    }

    void read(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        int version = in.getShort();
        assertThat(version).isIn(9, 10);
        boolean ipfix = version == 10;
        int count = Short.toUnsignedInt(in.getShort());
        long uptime = ipfix ? 0 : Integer.toUnsignedLong(in.getInt());
        long seconds = Integer.toUnsignedLong(in.getInt());
        long sequence = Integer.toUnsignedLong(in.getInt());
        int domain = in.getInt();
        sequences.computeIfAbsent(domain, unused -> new ArrayList<>()).add(sequence);
        assertThat(expected.getOrDefault(domain, sequence)).as("sequence").isEqualTo(sequence);
        int[] records = new int[2];
        while (in.hasRemaining()) {
            int start = in.position();
            int set = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            assertThat(length % 4).as("padded set").isZero();
            ByteBuffer content = in.slice(start + 4, length - 4);
            in.position(start + length);
            readSet(domain + "/", set, content, ipfix, seconds * 1000 - uptime, records);
        }
        if (ipfix) {
            assertThat(count).as("length").isEqualTo(message.length);
        } else {
            assertThat(count).as("records").isEqualTo(records[0] + records[1]);
        }
        expected.put(domain, (sequence + (ipfix ? records[1] : 1)) & 0xffff_ffffL);
    }

    private void readSet(
            String domain, int set, ByteBuffer in, boolean ipfix, long boot, int[] records) {
        boolean template = set == (ipfix ? 2 : 0);
        boolean optionsTemplate = set == (ipfix ? 3 : 1);
        assertThat(template || optionsTemplate || set >= 256).as("set " + set).isTrue();
        while (in.remaining() >= 4) {
            if (template || optionsTemplate) {
                readTemplate(domain, in, ipfix, optionsTemplate);
                records[0]++;
            } else {
                Map<String, byte[]> record = readRecord(domain + set, in);
                record.put("boot", ByteBuffer.allocate(8).putLong(boot).array());
                (record.containsKey("scope") ? options : flows).add(record);
                records[1]++;
            }
        }
        while (in.hasRemaining()) {
            assertThat(in.get()).as("padding").isZero();
        }
    }

    private void readTemplate(String domain, ByteBuffer in, boolean ipfix, boolean options) {
        String id = domain + Short.toUnsignedInt(in.getShort());
        int count = in.getShort();
        List<int[]> fields = new ArrayList<>();
        if (options) {
            int second = in.getShort();
            fields.add(new int[] {0, 0});
            count = ipfix ? count : (count + second) / 4;
        }
        for (int i = 0; i < count; i++) {
            fields.add(specifier(in, ipfix));
        }
        templates.put(id, fields);
        definitions.merge(id, 1, Integer::sum);
    }

    private Map<String, byte[]> readRecord(String id, ByteBuffer in) {
        assertThat(templates).as("template before its first record").containsKey(id);
        Map<String, byte[]> record = new HashMap<>();
        for (int[] field : templates.get(id)) {
            int length = field[1] == 65_535 ? Byte.toUnsignedInt(in.get()) : field[1];
            byte[] value = new byte[length];
            in.get(value);
            String name = field[0] == 0 ? "scope" : field[0] < 0 ? "r" + -field[0] : "" + field[0];
            record.put(name, value);
        }
        return record;
    }
}
