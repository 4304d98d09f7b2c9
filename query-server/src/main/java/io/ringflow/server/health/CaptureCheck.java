package io.ringflow.server.health;

import io.ringflow.model.Observer;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.InterfaceStatus;
import io.ringflow.server.health.HealthCheck.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * DEGRADED while an interface is down or missing, while a host is gone whose interface was
 * captured, the kernel drops packets, or the clocks of hosts are farther apart than flows of
 * several observers allow. Drops count for {@link #DROPS_MATTER} after they were noticed, so that
 * probes at any interval see the same. Called by many threads.
 */
final class CaptureCheck implements Supplier<HealthCheck> {

    static final String NAME = "capture";

    /** How long drops degrade the health after the last rise. */
    static final Duration DROPS_MATTER = Duration.ofMinutes(1);

    /** Up to this far apart, hosts that see the same packets agree on what is one flow. */
    static final Duration CLOCKS_APART = Duration.ofSeconds(1);

    private final FlowState state;
    private final InstantSource clock;
    private final Map<Observer, Drops> known = new ConcurrentHashMap<>();

    /**
     * What was seen of an interface's drops.
     *
     * @param count drops at the newest look
     * @param risenMillis when they had last risen, {@link Long#MIN_VALUE} if never
     */
    private record Drops(long count, long risenMillis) {

        /** A first look tells no rise, nor does a count that fell because the job is new. */
        Drops seen(long newCount, long nowMillis) {
            return new Drops(newCount, newCount > count ? nowMillis : risenMillis);
        }
    }

    CaptureCheck(FlowState state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    @Override
    public HealthCheck get() {
        List<InterfaceStatus> interfaces = state.interfaces();
        if (interfaces.isEmpty()) {
            return new HealthCheck(NAME, Status.DEGRADED, "nothing is captured yet");
        }
        List<String> troubles = new ArrayList<>();
        for (InterfaceStatus each : interfaces) {
            trouble(each).ifPresent(troubles::add);
        }
        interfaces.stream().flatMap(CaptureCheck::wrongClock).distinct().forEach(troubles::add);
        if (troubles.isEmpty()) {
            return new HealthCheck(
                    NAME, Status.UP, "all well, " + interfaces.size() + " in number");
        }
        return new HealthCheck(NAME, Status.DEGRADED, String.join("; ", troubles));
    }

    private static Stream<String> wrongClock(InterfaceStatus status) {
        long skew = status.clockSkewNanos();
        if (skew == InterfaceStatus.NO_SKEW || Math.abs(skew) <= CLOCKS_APART.toNanos()) {
            return Stream.empty();
        }
        return Stream.of(
                String.format(
                        Locale.ROOT,
                        "the clock of %s is %.1f s %s those of other hosts",
                        status.observer().host(),
                        Math.abs(skew) / 1e9,
                        skew > 0 ? "ahead of" : "behind"));
    }

    private Optional<String> trouble(InterfaceStatus status) {
        String name = status.observer().interfaceName() + " of " + status.observer().host();
        boolean dropping = dropping(status);
        return switch (status.state()) {
            case DOWN, MISSING -> Optional.of(name + " is " + status.state().text());
            case FINISHED ->
                    status.observer().host().equals(Observer.REPLAY_HOST)
                            ? Optional.empty()
                            : Optional.of(name + " is captured no more: no reader runs there");
            case UP ->
                    dropping
                            ? Optional.of(name + " drops packets, " + status.drops() + " in all")
                            : Optional.empty();
        };
    }

    private boolean dropping(InterfaceStatus status) {
        long now = clock.millis();
        Drops first = new Drops(status.drops(), Long.MIN_VALUE);
        Drops drops =
                known.compute(
                        status.observer(),
                        (observer, old) -> old == null ? first : old.seen(status.drops(), now));
        return drops.risenMillis() != Long.MIN_VALUE
                && now - drops.risenMillis() < DROPS_MATTER.toMillis();
    }
}
