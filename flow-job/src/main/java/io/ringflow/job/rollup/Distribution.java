package io.ringflow.job.rollup;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.ringflow.model.state.answer.Percentiles;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The distribution of values, accurate to one percent of each value: a DDSketch and the exact
 * maximum. Values are integers of 63 bits, so a sketch has at most about 2200 bins, 18 KiB. Counts
 * are integers too, so adding and merging give the same result in any order. Not thread-safe.
 */
public final class Distribution {

    private static final double ACCURACY = 0.01;

    /** Computes only with sums and products, so that all machines get the same bins. */
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ACCURACY);

    private final DDSketch sketch = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
    private long max;

    boolean isEmpty() {
        return sketch.isEmpty();
    }

    /** Adds a value that occurred a number of times. Negative values, from clocks, count as 0. */
    public void add(long value, long times) {
        sketch.accept((double) Math.max(0, value), (double) times);
        max = Math.max(max, value);
    }

    void write(DataOutputView out) throws IOException {
        if (isEmpty()) {
            out.writeInt(0);
            return;
        }
        GrowingByteArrayOutput bytes = GrowingByteArrayOutput.withDefaultInitialCapacity();
        sketch.encode(bytes, true);
        out.writeInt(bytes.numWrittenBytes());
        out.write(bytes.backingArray(), 0, bytes.numWrittenBytes());
        out.writeLong(max);
    }

    /** Adds all values of another distribution. */
    void merge(Distribution other) {
        if (!other.isEmpty()) {
            sketch.mergeWith(other.sketch);
            max = Math.max(max, other.max);
        }
    }

    /** Adds all values of a serialized distribution. */
    void merge(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length > 0) {
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
            max = Math.max(max, in.readLong());
        }
    }

    /** Returns the percentiles, divided by a unit. */
    public Percentiles percentiles(double unit) {
        if (isEmpty()) {
            return Percentiles.NONE;
        }
        return new Percentiles(
                (long) sketch.getCount(),
                at(0.5) / unit,
                at(0.9) / unit,
                at(0.95) / unit,
                at(0.99) / unit,
                max / unit);
    }

    private double at(double quantile) {
        return Math.min((double) max, sketch.getValueAtQuantile(quantile));
    }
}
