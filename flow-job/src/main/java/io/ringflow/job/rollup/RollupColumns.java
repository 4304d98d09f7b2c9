package io.ringflow.job.rollup;

import io.ringflow.model.state.query.Dimension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sums by dimension and key in columns, with the rows of a dimension next to each other. Immutable
 * and thread-safe. A row takes 32 bytes, 40 if there are IPv6 addresses, plus the text of its key.
 */
public final class RollupColumns {

    private static final long[] ABSENT = new long[0];

    /** First row of each dimension, and the number of rows at the end. */
    private final int[] starts;

    /** Empty if all are 0. */
    private final long[] high;

    private final long[] low;
    private final String[] texts;
    private final long[] bytes;
    private final long[] packets;
    private final long[] flows;

    /** Empty if all are 0. */
    private final long[] drops;

    private final long[] other;
    private final byte[] distributions;

    /**
     * Copies rows of a table.
     *
     * @param order the rows to copy, grouped by dimension, dimensions in ascending order
     * @param other the sums of the keys without a row
     * @param distributions encoded by {@link Distributions#encode}
     */
    RollupColumns(RollupTable table, int[] order, long[] other, byte[] distributions) {
        int size = order.length;
        starts = new int[Dimension.COUNT + 1];
        boolean hasHigh = false;
        boolean hasDrops = false;
        int textCount = 0;
        for (int row : order) {
            int dimension = table.dimension(row);
            starts[dimension + 1]++;
            hasHigh |= table.get(row, RollupTable.HIGH) != 0;
            hasDrops |= table.get(row, RollupTable.DROPS) != 0;
            textCount += RollupKeys.isText(Dimension.of(dimension)) ? 1 : 0;
        }
        for (int dimension = 0; dimension < Dimension.COUNT; dimension++) {
            starts[dimension + 1] += starts[dimension];
        }
        high = hasHigh ? new long[size] : ABSENT;
        drops = hasDrops ? new long[size] : ABSENT;
        low = new long[size];
        bytes = new long[size];
        packets = new long[size];
        flows = new long[size];
        texts = new String[textCount];
        int text = 0;
        for (int i = 0; i < size; i++) {
            int row = order[i];
            low[i] = table.get(row, RollupTable.LOW);
            if (RollupKeys.isText(Dimension.of(table.dimension(row)))) {
                texts[text] = table.text((int) low[i]);
                low[i] = text++;
            }
            if (hasHigh) {
                high[i] = table.get(row, RollupTable.HIGH);
            }
            if (hasDrops) {
                drops[i] = table.get(row, RollupTable.DROPS);
            }
            bytes[i] = table.get(row, RollupTable.BYTES);
            packets[i] = table.get(row, RollupTable.PACKETS);
            flows[i] = table.get(row, RollupTable.FLOWS);
        }
        this.other = other;
        this.distributions = distributions;
    }

    private RollupColumns(int[] starts, long[][] columns, String[] texts, byte[] distributions) {
        this.starts = starts;
        this.high = columns[0];
        this.low = columns[1];
        this.bytes = columns[2];
        this.packets = columns[3];
        this.flows = columns[4];
        this.drops = columns[5];
        this.other = columns[6];
        this.texts = texts;
        this.distributions = distributions;
    }

    /** Returns the first row of a dimension. */
    public int from(Dimension dimension) {
        return starts[dimension.ordinal()];
    }

    /** Returns the row after the last row of a dimension. */
    public int to(Dimension dimension) {
        return starts[dimension.ordinal() + 1];
    }

    /** Returns the number of rows. */
    int size() {
        return low.length;
    }

    /** Returns the high half of a row's key; 0 if the key is text. */
    public long high(int row) {
        return high.length == 0 ? 0 : high[row];
    }

    /** Returns the low half of a row's key; if the key is text, its number. */
    public long low(int row) {
        return low[row];
    }

    /** Returns a row's key, which must be text. */
    public String text(int row) {
        return texts[(int) low[row]];
    }

    public long bytes(int row) {
        return bytes[row];
    }

    public long packets(int row) {
        return packets[row];
    }

    public long flows(int row) {
        return flows[row];
    }

    public long drops(int row) {
        return drops.length == 0 ? 0 : drops[row];
    }

    /** Returns a sum of the keys without a row: 0 bytes, 1 packets, 2 flows, 3 drops. */
    public long other(Dimension dimension, int sum) {
        return other[dimension.ordinal() * RollupTable.SUMS + sum];
    }

    /** Returns true if some keys of a dimension have no row. */
    public boolean leavesOut(Dimension dimension) {
        for (int sum = 0; sum < RollupTable.SUMS; sum++) {
            if (other(dimension, sum) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the distributions, encoded by {@link Distributions#encode}. */
    public byte[] distributions() {
        return distributions;
    }

    void write(DataOutputView out) throws IOException {
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            Dimension dimension = Dimension.of(ordinal);
            RollupCodec.writeNumber(to(dimension) - from(dimension), out);
            RollupSums sums = new RollupSums();
            for (int row = from(dimension); row < to(dimension); row++) {
                writeRow(dimension, row, sums, out);
            }
            for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                RollupCodec.writeNumber(other(dimension, sum), out);
            }
        }
        RollupCodec.writeNumber(distributions.length, out);
        out.write(distributions);
    }

    private void writeRow(Dimension dimension, int row, RollupSums sums, DataOutputView out)
            throws IOException {
        if (RollupKeys.isText(dimension)) {
            out.writeUTF(text(row));
        } else {
            RollupCodec.writeKey(dimension, high(row), low(row), out);
        }
        sums.setTraffic(bytes[row], packets[row], flows[row]);
        sums.drops = drops(row);
        RollupCodec.writeSums(dimension, sums, out);
    }

    static RollupColumns read(DataInputView in) throws IOException {
        int[] starts = new int[Dimension.COUNT + 1];
        Growing rows = new Growing();
        List<String> texts = new ArrayList<>();
        long[] other = new long[Dimension.COUNT * RollupTable.SUMS];
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            Dimension dimension = Dimension.of(ordinal);
            int count = (int) RollupCodec.readNumber(in);
            rows.reserve(count);
            for (int i = 0; i < count; i++) {
                readRow(dimension, in, rows, texts);
            }
            for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                other[ordinal * RollupTable.SUMS + sum] = RollupCodec.readNumber(in);
            }
            starts[ordinal + 1] = rows.size;
        }
        byte[] distributions = new byte[(int) RollupCodec.readNumber(in)];
        in.readFully(distributions);
        return new RollupColumns(
                starts, rows.columns(other), texts.toArray(String[]::new), distributions);
    }

    private static void readRow(
            Dimension dimension, DataInputView in, Growing rows, List<String> texts)
            throws IOException {
        long high = 0;
        long low;
        if (RollupKeys.isText(dimension)) {
            low = texts.size();
            texts.add(in.readUTF());
        } else if (!RollupKeys.isAddress(dimension)) {
            low = RollupCodec.readNumber(in);
        } else if (in.readBoolean()) {
            low = RollupCodec.readV4(in);
        } else {
            high = in.readLong();
            low = in.readLong();
        }
        rows.add(
                high,
                low,
                RollupCodec.readNumber(in),
                RollupCodec.readNumber(in),
                RollupCodec.readNumber(in),
                RollupKeys.hasDrops(dimension) ? RollupCodec.readNumber(in) : 0);
    }

    /** Columns that grow while they are read. */
    private static final class Growing {

        private final long[][] columns = new long[6][16];
        private final boolean[] used = new boolean[6];
        private int size;

        void reserve(int more) {
            if (size + more > columns[0].length) {
                int length = Math.max(size + more, 2 * columns[0].length);
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = Arrays.copyOf(columns[i], length);
                }
            }
        }

        void add(long... values) {
            for (int i = 0; i < values.length; i++) {
                columns[i][size] = values[i];
                used[i] |= values[i] != 0;
            }
            size++;
        }

        /** Returns the columns, with the sums of "other" last. High and drops may be absent. */
        long[][] columns(long[] other) {
            long[][] exact = new long[columns.length + 1][];
            for (int i = 0; i < columns.length; i++) {
                boolean absent = (i == 0 || i == columns.length - 1) && !used[i];
                exact[i] = absent ? ABSENT : Arrays.copyOf(columns[i], size);
            }
            exact[columns.length] = other;
            return exact;
        }
    }
}
