package io.ringflow.job.rollup;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.ringflow.model.state.Percentiles;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How values are spread, to within one per cent of each: a DDSketch with the exact maximum beside
 * it. Values are whole numbers of 63 bits, so it never has more than about 2200 bins, 18 KiB, and
 * as counts are whole too, adding and merging give the same in any order. One thread at a time.
 */
final class Spread {

    private static final double ACCURACY = 0.01;

    /** One that computes with nothing but sums and products, so that all machines agree. */
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ACCURACY);

    private final DDSketch sketch = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
    private long max;

    boolean isEmpty() {
        return sketch.isEmpty();
    }

    /** Adds a value that occurred a number of times; negative ones, of clocks, count as 0. */
    void add(long value, long times) {
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

    /** Adds all values of a spread that was written. */
    void merge(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length > 0) {
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
            max = Math.max(max, in.readLong());
        }
    }

    /** The percentiles, in another unit. */
    Percentiles percentiles(double unit) {
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
