package io.ringflow.capture.live;

import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.ring.Ring;
import io.ringflow.capture.ring.RingStatistics;

/**
 * The kernel's drops and freezes of a capture that no report contains yet. Reads the kernel's
 * counters once a second and records a gap for each interval with drops. Used on the capture's
 * thread.
 */
final class RingCounters {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final InterfaceLife life;
    private final Deadline deadline;
    private long readNanos;
    private long received;
    private long drops;
    private long freezes;

    RingCounters(InterfaceLife life, CaptureTime now) {
        this.life = life;
        this.deadline = new Deadline(now);
    }

    /** A ring has been opened, which cleared the kernel's counters. */
    void opened(CaptureTime now) {
        received = 0;
        restart(now);
    }

    private void restart(CaptureTime now) {
        readNanos = now.epochNanos();
        deadline.set(now, INTERVAL_NANOS);
    }

    void readIfDue(Ring ring, CaptureTime now) {
        if (deadline.isDue(now)) {
            read(ring, now);
        }
    }

    void read(Ring ring, CaptureTime now) {
        RingStatistics statistics = ring.readStatistics();
        received += statistics.packets() - statistics.drops();
        drops += statistics.drops();
        freezes += statistics.freezes();
        if (statistics.drops() > 0) {
            life.dropped(statistics.drops(), readNanos, now.epochNanos());
        }
        restart(now);
    }

    /** Number of packets that the kernel has put into the ring since it was opened. */
    long received() {
        return received;
    }

    /** Moves what was counted into a report. */
    void moveTo(CaptureReport report) {
        report.drops += drops;
        report.freezes += freezes;
        drops = 0;
        freezes = 0;
    }
}
