package io.ringflow.server.health;

import io.ringflow.model.Observer;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.server.health.HealthCheck.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Checks the captures. DEGRADED while an interface is down or missing, while the host of a captured
 * interface is gone, while the kernel drops packets, or while the clocks of hosts are too far apart
 * to recognise flows that several hosts see. Drops count for {@link #DROPS_MATTER} after they were
 * noticed, so that the result does not depend on the interval of the probes. Thread-safe.
 */
final class CaptureCheck implements Supplier<HealthCheck> {

    static final String NAME = "capture";

    /** How long the health stays degraded after the last drop was noticed. */
    static final Duration DROPS_MATTER = Duration.ofMinutes(1);

    /** The largest difference of clocks at which hosts agree on which packets form a flow. */
    static final Duration CLOCKS_APART = Duration.ofSeconds(1);

    private final FlowState state;
    private final InstantSource clock;
    private final Map<Observer, Drops> known = new ConcurrentHashMap<>();

    /**
     * The drops of an interface.
     *
     * @param count the drops at the last check
     * @param risenMillis when the count was last seen to rise; {@link Long#MIN_VALUE} if never
     */
    private record Drops(long count, long risenMillis) {

        /** Updates the count. A lower count belongs to a new job and is not a rise. */
        Drops updated(long newCount, long nowMillis) {
            return new Drops(newCount, newCount > count ? nowMillis : risenMillis);
        }
    }

    CaptureCheck(FlowState state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /** The check for readiness: DOWN until the first capture has reported. */
    HealthCheck strict() {
        return check(Status.DOWN);
    }

    @Override
    public HealthCheck get() {
        return check(Status.DEGRADED);
    }

    private HealthCheck check(Status withoutCaptures) {
        List<InterfaceStatus> interfaces = state.interfaces().ofAll();
        if (interfaces.isEmpty()) {
            return new HealthCheck(NAME, withoutCaptures, "nothing is captured yet");
        }
        List<String> problems = new ArrayList<>();
        Set<String> capturing = InterfaceStatus.capturingHosts(interfaces);
        for (InterfaceStatus status : interfaces) {
            problem(status, capturing).ifPresent(problems::add);
        }
        interfaces.stream().flatMap(CaptureCheck::wrongClock).distinct().forEach(problems::add);
        if (problems.isEmpty()) {
            int count = interfaces.size();
            return new HealthCheck(
                    NAME,
                    Status.UP,
                    count + (count == 1 ? " capture" : " captures") + " without problems");
        }
        return new HealthCheck(NAME, Status.DEGRADED, String.join("; ", problems));
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

    /** An interface that a capturing host does not capture any more was taken out on purpose. */
    private Optional<String> problem(InterfaceStatus status, Set<String> capturing) {
        String name = status.observer().interfaceName() + " of " + status.observer().host();
        boolean dropping = dropping(status);
        return switch (status.state()) {
            case DOWN, MISSING -> Optional.of(name + " is " + status.state().text());
            case FINISHED ->
                    status.observer().host().equals(Observer.REPLAY_HOST)
                                    || capturing.contains(status.observer().host())
                            ? Optional.empty()
                            : Optional.of(name + " is no longer captured: no reader runs there");
            case UP ->
                    dropping
                            ? Optional.of(name + " drops packets, " + status.drops() + " in total")
                            : Optional.empty();
        };
    }

    private boolean dropping(InterfaceStatus status) {
        long now = clock.millis();
        Drops first = new Drops(status.drops(), Long.MIN_VALUE);
        Drops drops =
                known.compute(
                        status.observer(),
                        (observer, old) -> old == null ? first : old.updated(status.drops(), now));
        return drops.risenMillis() != Long.MIN_VALUE
                && now - drops.risenMillis() < DROPS_MATTER.toMillis();
    }
}
