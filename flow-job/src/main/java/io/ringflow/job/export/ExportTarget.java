package io.ringflow.job.export;

import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Where one export delivers flows, and how it writes them: the settings of one kind of export.
 * Immutable; serialized with the job.
 */
public interface ExportTarget extends Serializable {

    /** What it is, for people: in Flink's web UI, the health and the metrics. */
    String label();

    /**
     * What a delivery's position refers to, such as a file's path. An export that is restored with
     * another one starts anew. Empty if a position makes sense wherever the target is.
     */
    default String place() {
        return "";
    }

    /** Returns true if the target writes any fields that are chosen; else it has its own. */
    boolean choosesFields();

    /**
     * Returns false if the target has one record of each flow, written at its end, so that {@code
     * new} and {@code update} records would be counted as flows of their own.
     */
    default boolean takesInterim() {
        return true;
    }

    /** Returns true if the target needs an {@code update} record once an hour, and no others. */
    default boolean hourlyUpdates() {
        return false;
    }

    /**
     * Returns this target for the given fields, for a target that {@link #choosesFields()} and
     * needs them when it connects, such as to write a header.
     */
    default ExportTarget withFields(List<FlowField> fields) {
        return this;
    }

    /**
     * Creates an encoder, one for each task.
     *
     * @param fields the fields to write, in this order, if the target {@link #choosesFields()}
     */
    RecordEncoder encoder(List<FlowField> fields);

    /**
     * Returns true if each task of the flow tracker delivers its own records; false if one task
     * delivers all.
     */
    boolean parallel();

    /** When records are delivered. */
    Batching batching();

    /**
     * Connects. Called by the thread that then uses the delivery, and again after each failure.
     *
     * @throws ExportException if the job must end
     * @throws IOException if it can't connect now; the message says what, where and what to do
     */
    Delivery connect(DeliveryContext context) throws IOException;

    /**
     * When records are delivered.
     *
     * @param bytes a batch is delivered as soon as it has as many bytes
     * @param delay a batch is delivered at the latest after this time
     * @param afterCheckpoint only what a completed checkpoint contains is delivered. After a
     *     failure the job repeats none of it, so a target that knows what it has gets each record
     *     exactly once
     */
    record Batching(long bytes, Duration delay, boolean afterCheckpoint) implements Serializable {

        /** Each chunk is delivered as it comes. */
        public static final Batching AT_ONCE = new Batching(0, Duration.ZERO, false);
    }
}
