package io.ringflow.rpc.wire;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.NameSource;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Resolution;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Random values of every kind; extreme and absent values are frequent. */
final class RandomValues {

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    Flow flow() {
        IpAddress from = address();
        return Flow.builder(new FlowId(random.nextInt(), number()))
                .event(any(FlowEvent.values()))
                .addresses(from, address())
                .ports(random.nextInt(65_536), random.nextInt(65_536))
                .protocol(random.nextInt(256), from.isV4() ? 4 : 6)
                .vlanId(absentOr(random.nextInt(4096)))
                .tunnel(random.nextBoolean() ? Tunnel.NONE : tunnel())
                .endReason(any(EndReason.values()))
                .sides(side(), side())
                .packetBytes(random.nextInt(65_536), random.nextInt(65_536), number())
                .rttNanos(random.nextBoolean() ? -1 : random.nextLong(1L << 62))
                .zeroWindows(number())
                .icmp(absentOr(random.nextInt(256)), absentOr(random.nextInt(256)))
                .dscp(random.nextInt(64))
                .initiatorRule(any(InitiatorRule.values()))
                .labels(random.nextBoolean() ? FlowLabels.NONE : labels())
                .names(new FlowNames(text(), text(), any(NameSource.values())))
                .dns(
                        new DnsResponse(
                                absentOr(random.nextInt(16)), absentOr(random.nextInt(1 << 30))))
                .observers(some(this::count))
                .gap(random.nextBoolean())
                .continued(random.nextBoolean())
                .build();
    }

    private FlowSide side() {
        return random.nextInt(4) == 0
                ? FlowSide.SILENT
                : FlowSide.of(number(), number(), number(), number())
                        .withTcp(random.nextInt(256), number(), number(), random.nextBoolean())
                        .withStateFlags(random.nextInt(256));
    }

    private Tunnel tunnel() {
        return new Tunnel(
                any(TunnelType.values()),
                random.nextBoolean() ? Tunnel.NO_ID : random.nextLong(1L << 32),
                address(),
                address());
    }

    private FlowLabels labels() {
        return new FlowLabels(text(), text(), text(), text(), text(), text());
    }

    private ObserverCount count() {
        return new ObserverCount(observer(), number(), number(), number(), number(), number());
    }

    private Observer observer() {
        return new Observer(text(), text());
    }

    private IpAddress address() {
        return switch (random.nextInt(4)) {
            case 0 -> IpAddress.ANY;
            case 1 -> IpAddress.v4(random.nextInt());
            default -> new IpAddress(random.nextLong(), random.nextLong());
        };
    }

    AnswerPart part() {
        int shards = random.nextInt(200);
        AnswerPart part =
                AnswerPart.of(text(), shards, bits(shards), bits(shards), number())
                        .withRollups(bits(4));
        return part.with(
                new Coverage(
                        part.shards().cardinality(), shards, some(this::text), number(), number()));
    }

    private BitSet bits(int length) {
        BitSet bits = new BitSet();
        random.ints(length / 2).forEach(bit -> bits.set(Math.floorMod(bit, length)));
        return bits;
    }

    /** A coverage that says no more than the part. */
    static Coverage coverage(AnswerPart part) {
        return new Coverage(
                part.shards().cardinality(),
                part.expectedShards(),
                List.of(),
                part.watermarkNanos(),
                part.newestNanos());
    }

    FlowStatistics statistics(Coverage coverage) {
        return new FlowStatistics(
                number(),
                number(),
                number(),
                Stream.generate(this::number).limit(6).toList(),
                number(),
                number(),
                number(),
                number(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                percentiles(),
                Percentiles.NONE,
                percentiles(),
                coverage);
    }

    private Percentiles percentiles() {
        return new Percentiles(
                number(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble());
    }

    TopAnswer top(Coverage coverage) {
        return new TopAnswer(some(this::entry), entry(), any(TopAnswer.Basis.values()), coverage);
    }

    private TopAnswer.Entry entry() {
        return new TopAnswer.Entry(
                some(this::text), number(), number(), number(), random.nextDouble());
    }

    SeriesAnswer series(Coverage coverage) {
        return new SeriesAnswer(
                any(Resolution.values()),
                number(),
                some(() -> new SeriesAnswer.Series(text(), points())),
                points(),
                coverage);
    }

    private List<Long> points() {
        List<Long> points = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            points.add(random.nextBoolean() ? null : number());
        }
        return points;
    }

    List<InterfaceStatus> interfaces() {
        return some(this::oneInterface);
    }

    InterfaceStatus oneInterface() {
        return new InterfaceStatus(
                observer(),
                any(InterfaceStatus.State.values()),
                number(),
                number(),
                random.nextDouble(),
                random.nextDouble(),
                number(),
                number(),
                Map.of("short", number(), text() + "x", number()),
                Map.of("llc 0x4242", number()),
                Map.of(),
                random.nextDouble(),
                number(),
                number());
    }

    List<CaptureGap> gaps() {
        return some(this::gap);
    }

    CaptureGap gap() {
        return new CaptureGap(
                observer(), number(), number(), number(), any(CaptureGap.Cause.values()));
    }

    <T> List<T> some(Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(4)).toList();
    }

    <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }

    String text() {
        return random.nextInt(3) == 0 ? "" : Long.toHexString(random.nextLong()) + "\\195ü";
    }

    long number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            default -> random.nextLong();
        };
    }

    private int absentOr(int value) {
        return random.nextBoolean() ? -1 : value;
    }
}
