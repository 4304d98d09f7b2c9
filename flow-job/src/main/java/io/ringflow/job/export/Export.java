package io.ringflow.job.export;

import io.ringflow.job.settings.FlowRecords;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.field.FlowField;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One export of the job: what it writes, where to, and what happens while the target is slower than
 * the flows or away. Immutable; serialized with the job.
 *
 * @param name unique among the job's exports. The export's state is found by it after a restart, so
 *     exports may be listed in another order
 * @param target where and how it writes
 * @param selection which records it writes
 * @param queue what waits for the target
 */
public record Export(String name, ExportTarget target, Selection selection, Queue queue)
        implements Serializable {

    /** Creates an export of one record per flow, with all fields and the default queue. */
    public static Export of(String name, ExportTarget target) {
        return new Export(name, target, Selection.ENDS, Queue.DEFAULT);
    }

    /** Returns this export with another target. */
    public Export withTarget(ExportTarget other) {
        return new Export(name, other, selection, queue);
    }

    /** Returns this export with another selection. */
    public Export withSelection(Selection other) {
        return new Export(name, target, other, queue);
    }

    /** Returns this export with another queue. */
    public Export withQueue(Queue other) {
        return new Export(name, target, selection, other);
    }

    /** Returns true if it writes records of flows that have not ended. */
    public boolean interim() {
        return !selection.events().equals(Set.of(FlowEvent.END));
    }

    /** Returns the records that at least one of the exports needs. */
    public static FlowRecords records(List<Export> exports) {
        return exports.stream()
                .map(Export::records)
                .max(Comparator.naturalOrder())
                .orElse(FlowRecords.NONE);
    }

    private FlowRecords records() {
        if (!interim()) {
            return FlowRecords.ENDS;
        }
        return target.hourlyUpdates() ? FlowRecords.HOURLY : FlowRecords.ALL;
    }

    /**
     * Which records are written.
     *
     * @param filter a filter of flows; empty for all
     * @param fields the fields in their order, if the target writes any fields
     * @param events the events that are written
     */
    public record Selection(String filter, List<FlowField> fields, Set<FlowEvent> events)
            implements Serializable {

        /** One record per flow, when it ends. */
        public static final Selection ENDS =
                new Selection("", List.of(FlowField.values()), Set.of(FlowEvent.END));

        /** All records of a flow. */
        public static final Selection ALL =
                new Selection(
                        "",
                        List.of(FlowField.values()),
                        Set.of(FlowEvent.NEW, FlowEvent.UPDATE, FlowEvent.END));

        public Selection {
            fields = List.copyOf(fields);
            events = Set.copyOf(events);
        }
    }

    /**
     * What waits for the target.
     *
     * @param bytes maximum size of the encoded records that wait in one task
     * @param whenFull what happens when more come
     */
    public record Queue(long bytes, WhenFull whenFull) implements Serializable {

        /** The queue of an export whose settings say nothing about it. */
        public static final Queue DEFAULT = new Queue(64 << 20, WhenFull.DROP);

        /** A short queue that loses nothing. */
        public static final Queue WAITING = new Queue(8 << 20, WhenFull.WAIT);

        public Queue {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes: " + bytes + " is not positive");
            }
        }
    }

    /** What happens when a queue is full. */
    public enum WhenFull {
        /** The oldest records are dropped and counted; the job goes on. */
        DROP,
        /** The job waits: nothing is lost, but a slow target slows down the whole job. */
        WAIT
    }
}
