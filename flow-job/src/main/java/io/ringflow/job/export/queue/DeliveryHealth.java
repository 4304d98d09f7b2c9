package io.ringflow.job.export.queue;

import io.ringflow.job.export.TargetGoneException;
import io.ringflow.model.state.answer.ExportStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the delivery of one task is doing: what the delivery thread reports, and what the queues
 * show. Logs one line per change. Thread-safe.
 */
final class DeliveryHealth {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryHealth.class);

    /** A target that takes longer than this for a batch hangs. */
    private static final Duration HANGS = Duration.ofSeconds(10);

    /** How long the health stays degraded after records were dropped. */
    private static final Duration DROPS_MATTER = Duration.ofMinutes(1);

    private final String name;
    private final String target;
    private final List<DeliveryQueue> queues;

    private String failure = "";

    /** True if the failure is the last one. */
    private boolean ended;

    private boolean busy;
    private long busySinceNanos;
    private long droppedBefore;
    private long droppedSeen;
    private long droppedNanos;
    private String logged = "";

    /**
     * Creates the health of a delivery that has not failed.
     *
     * @param target the target's label
     */
    DeliveryHealth(String name, String target, List<DeliveryQueue> queues) {
        this.name = name;
        this.target = target;
        this.queues = List.copyOf(queues);
        this.droppedBefore = counts().dropped();
        this.droppedSeen = droppedBefore;
    }

    String name() {
        return name;
    }

    /** The delivery thread waits for the target from now on. */
    synchronized void busy() {
        if (!busy) {
            busy = true;
            busySinceNanos = System.nanoTime();
        }
    }

    /** The target has taken what it was given. */
    synchronized void works() {
        busy = false;
        failure = "";
        watch();
    }

    /** An attempt has failed. */
    synchronized void fails(Exception e) {
        busy = false;
        boolean forPeople = e instanceof IOException && e.getMessage() != null;
        failure = forPeople ? e.getMessage() : e.toString();
        if (e instanceof RuntimeException) {
            LOG.debug("export {} failed", name, e);
        }
        watch();
    }

    /** The target is gone for good. */
    synchronized void ends(TargetGoneException e) {
        busy = false;
        failure = e.getMessage();
        ended = true;
        watch();
    }

    /** Logs a change since the last call. Called from time to time. */
    synchronized void watch() {
        long dropped = counts().dropped();
        if (dropped > droppedSeen) {
            droppedSeen = dropped;
            droppedNanos = System.nanoTime();
        }
        String kind = kind();
        if (kind.equals(logged)) {
            return;
        }
        if (kind.isEmpty()) {
            LOG.info("export {}: works again{}", name, droppedText());
            droppedBefore = dropped;
        } else {
            LOG.warn("export {}: {}", name, problem());
        }
        logged = kind;
    }

    private String kind() {
        if (!failure.isEmpty()) {
            return "fails";
        }
        return hangs() ? "hangs" : drops() ? "drops" : "";
    }

    private boolean hangs() {
        return busy && System.nanoTime() - busySinceNanos > HANGS.toNanos();
    }

    private boolean drops() {
        return droppedSeen > droppedBefore
                && System.nanoTime() - droppedNanos < DROPS_MATTER.toNanos();
    }

    private String problem() {
        String text =
                switch (kind()) {
                    case "fails" -> failure + (ended ? "; the export has ended" : "; trying again");
                    case "hangs" ->
                            "its target does not answer for "
                                    + (System.nanoTime() - busySinceNanos) / 1_000_000_000
                                    + " s; check the target";
                    case "drops" -> dropsText();
                    default -> "";
                };
        return text.isEmpty() ? "" : text + droppedText();
    }

    private String dropsText() {
        boolean full = queues.stream().anyMatch(queue -> queue.hasOverflowed(DROPS_MATTER));
        return full
                ? "its target is slower than the flows; make it faster, or select fewer records"
                : "its target has refused or lost records; check the target";
    }

    private String droppedText() {
        long dropped = counts().dropped() - droppedBefore;
        return dropped == 0 ? "" : "; " + dropped + " records were dropped";
    }

    ExportCounts counts() {
        return queues.stream()
                .map(DeliveryQueue::counts)
                .reduce(ExportCounts.ZERO, ExportCounts::plus);
    }

    long queuedRecords() {
        return queues.stream().mapToLong(DeliveryQueue::queuedRecords).sum();
    }

    long queuedBytes() {
        return queues.stream().mapToLong(DeliveryQueue::queuedBytes).sum();
    }

    synchronized ExportStatus status() {
        watch();
        ExportCounts counts = counts();
        return new ExportStatus(
                name,
                target,
                problem(),
                counts.delivered(),
                counts.dropped(),
                counts.retries(),
                queuedRecords(),
                queuedBytes());
    }
}
