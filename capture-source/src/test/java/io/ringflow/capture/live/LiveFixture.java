package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.ring.FakeRing;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.NumberHandler;
import io.ringflow.capture.ring.Ring;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rings without a kernel and a clock that stands still, and the environment that offers them. */
class LiveFixture {

    static final LiveSplit ETH0 = new LiveSplit("here", "eth0", 0, 1);
    static final Observer SEEN_BY = new Observer("here", "eth0");
    static final LiveCapture SETTINGS = LiveCapture.of("eth0", "eth1");
    static final long RETIRE_NANOS = 40_000_000;

    final FakeClock clock = new FakeClock();

    /** All rings that were opened, in order. */
    final List<FakeRing> rings = new CopyOnWriteArrayList<>();

    final Map<String, State> unavailable = new ConcurrentHashMap<>();
    volatile Runnable beforeEachPacket = () -> {};

    final CaptureEnvironment environment =
            new CaptureEnvironment(
                    this::open,
                    () -> new NumberHandler(() -> beforeEachPacket.run()),
                    RETIRE_NANOS,
                    clock);

    private Ring open(LiveSplit split) throws InterfaceUnavailableException {
        State state = unavailable.get(split.interfaceName());
        if (state != null) {
            throw new InterfaceUnavailableException(state);
        }
        FakeRing ring = new FakeRing(4);
        rings.add(ring);
        return ring;
    }

    /** Writes a block with one packet of the current time. */
    void write(FakeRing ring, long number) {
        ring.write(clock.epochNanos(), TestFrames.udp(1, 2, number, 60));
    }

    /** Writes a block and waits until a capture thread has read it. */
    void writeAndAwait(FakeRing ring, long number) {
        int before = ring.released.size();
        write(ring, number);
        Waiting.until("block is released", () -> ring.released.size() > before);
    }
}
