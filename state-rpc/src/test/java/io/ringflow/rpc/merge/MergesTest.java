package io.ringflow.rpc.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergesTest {

    private static final Coverage COVERAGE = new Coverage(1, 2, List.of(), 5, 5);

    private static Answers.Answer<TopAnswer> top(int shard, long a, long b, long other) {
        double total = a + b + other;
        BitSet shards = new BitSet();
        shards.set(shard);
        AnswerPart part = AnswerPart.of("p" + shard, 2, shards, shards, 1).at(5);
        return new Answers.Answer<>(
                "host:1",
                new ProcessAnswer<>(
                        new TopAnswer(
                                List.of(entry("a", a, total), entry("b", b, total)),
                                entry("", other, total),
                                TopAnswer.Basis.WINDOW,
                                COVERAGE),
                        part));
    }

    private static TopAnswer.Entry entry(String key, long bytes, double total) {
        return new TopAnswer.Entry(List.of(key), bytes, 1, 1, bytes / total);
    }

    private static TopMerge merge(long other, int asked) {
        TopQuery query =
                new TopQuery(
                        List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                        Metric.BYTES,
                        FlowFilter.ALL,
                        Optional.empty(),
                        1);
        return new TopMerge(
                query,
                Answers.of(
                        List.of(top(0, 60, 30, other), top(1, 50, 10, other)),
                        List.of(),
                        List.of()),
                asked);
    }

    @Test
    void isExactIfListsHaveAllKeys() {
        TopAnswer answer = merge(0, 3).answer();
        assertThat(answer.top()).hasSize(1);
        assertThat(answer.top().get(0).bytes()).isEqualTo(110);
        assertThat(answer.top().get(0).share()).isCloseTo(110 / 150.0, within(1e-9));
        assertThat(answer.other().bytes()).isEqualTo(40);
        assertThat(answer.coverage().complete()).isTrue();
    }

    @Test
    void isExactIfNoOtherKeyCanHaveMore() {
        // Keys that neither list contains have at most 30 + 10.
        assertThat(merge(100, 2).exact()).isTrue();
        assertThat(merge(100, 2).answer().other().bytes()).isEqualTo(240);
    }

    @Test
    void isNotExactIfAnotherKeyMayHaveMore() {
        TopQuery query =
                new TopQuery(
                        List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                        Metric.BYTES,
                        FlowFilter.ALL,
                        Optional.empty(),
                        2);
        TopMerge merge =
                new TopMerge(
                        query,
                        Answers.of(
                                List.of(top(0, 60, 30, 100), top(1, 50, 10, 100)),
                                List.of(),
                                List.of()),
                        2);
        // The second key has 40. Another key may also have 40, which is not more.
        assertThat(merge.exact()).isTrue();
        TopMerge close =
                new TopMerge(
                        query,
                        Answers.of(
                                List.of(top(0, 60, 30, 100), swapped(1, 50, 45, 100)),
                                List.of(),
                                List.of()),
                        2);
        assertThat(close.exact()).isFalse();
        assertThat(close.answer().coverage().complete()).isFalse();
    }

    private static Answers.Answer<TopAnswer> swapped(int shard, long c, long d, long other) {
        Answers.Answer<TopAnswer> top = top(shard, c, d, other);
        double total = c + d + other;
        return new Answers.Answer<>(
                top.source(),
                new ProcessAnswer<>(
                        new TopAnswer(
                                List.of(entry("c", c, total), entry("d", d, total)),
                                top.value().other(),
                                TopAnswer.Basis.WINDOW,
                                COVERAGE),
                        top.part()));
    }

    @Test
    void keepsPercentilesOfEqualDistributions() {
        Percentiles distribution = new Percentiles(100, 10, 50, 60, 90, 100);
        Percentiles merged = StatisticsMerge.percentiles(List.of(distribution, distribution));
        assertThat(merged.count()).isEqualTo(200);
        assertThat(merged.p50()).isCloseTo(10, within(1e-6));
        assertThat(merged.p90()).isCloseTo(50, within(1e-6));
        assertThat(merged.p99()).isCloseTo(90, within(1e-6));
        assertThat(merged.max()).isEqualTo(100);
    }

    @Test
    void weightsPercentilesByNumberOfValues() {
        Percentiles many = new Percentiles(9900, 10, 11, 12, 13, 14);
        Percentiles few = new Percentiles(100, 1000, 1001, 1002, 1003, 1004);
        Percentiles merged = StatisticsMerge.percentiles(List.of(many, few, Percentiles.NONE));
        assertThat(merged.p50()).isBetween(9.0, 11.0);
        assertThat(merged.p95()).isBetween(11.0, 14.0);
        assertThat(merged.max()).isEqualTo(1004);
        assertThat(StatisticsMerge.percentiles(List.of(Percentiles.NONE)))
                .isEqualTo(Percentiles.NONE);
        Percentiles same = new Percentiles(3, 5, 5, 5, 5, 5);
        assertThat(StatisticsMerge.percentiles(List.of(same, same)).p50())
                .isCloseTo(5, within(1e-6));
    }
}
