package io.ringflow.rpc.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.SeriesAnswer.Series;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesMergeTest {

    private static final String FIRST = "partition 0" + Coverage.OF_ROLLUPS;
    private static final String SECOND = "partition 1" + Coverage.OF_ROLLUPS;
    private static final String THIRD = "partition 2" + Coverage.OF_ROLLUPS;

    /** An answer with the series "a" and "b" and the rest. */
    private static SeriesAnswer answer(List<Long> a, List<Long> b, List<Long> other) {
        return new SeriesAnswer(
                Resolution.SECOND,
                0,
                List.of(new Series("a", a), new Series("b", b)),
                other,
                new Coverage(1, 2, List.of(), 0, 0));
    }

    private static SeriesAnswer merge(SeriesAnswer... answers) {
        return SeriesMerge.of(List.of(answers), new Coverage(2, 2, List.of(), 0, 0));
    }

    private static List<Long> unknown() {
        return Arrays.asList(null, null);
    }

    @Test
    void takesPointsFromTheProcessThatHasTheKey() {
        SeriesAnswer merged =
                merge(
                        answer(Arrays.asList(3L, null), unknown(), List.of(10L, 20L)),
                        answer(unknown(), List.of(5L, 6L), Arrays.asList(1L, null)));
        assertThat(merged.series())
                .containsExactly(
                        new Series("b", List.of(5L, 6L)), new Series("a", Arrays.asList(3L, null)));
        // Both processes contribute to the rest, which is unknown as long as one has not closed it.
        assertThat(merged.other()).containsExactly(11L, null);
    }

    @Test
    void ignoresProcessWithoutRollups() {
        SeriesAnswer some = answer(List.of(1L, 2L), List.of(3L, 4L), List.of(5L, 6L));
        SeriesAnswer none = answer(unknown(), unknown(), unknown());
        assertThat(merge(none, some).other()).containsExactly(5L, 6L);
        assertThat(merge(some, none).other()).containsExactly(5L, 6L);
    }

    @Test
    void partOfRollupsIsMissingOnlyIfNoProcessHasIt() {
        Answers<String> answers =
                Answers.of(
                        List.of(part(0, FIRST, THIRD, "a shard"), part(1, SECOND, THIRD)),
                        List.of(),
                        List.of());
        assertThat(answers.missing()).containsExactly("host-0: a shard", THIRD);
    }

    @Test
    void leavesOutOlderAnswerWithTheSamePartitionOfTheRollups() {
        Answers<String> answers =
                Answers.of(
                        List.of(rollups(0, 1000, 0, 1), rollups(1, 2000, 1)), List.of(), List.of());
        assertThat(answers.accepted()).extracting(Answers.Answer::source).containsExactly("host-1");
        assertThat(answers.missing()).anyMatch(sentence -> sentence.startsWith("host-0 was left"));
        assertThat(answers.coverage().shards()).isEqualTo(1);
    }

    @Test
    void addsUpAnswersWithDifferentPartitionsOfTheRollups() {
        Answers<String> answers =
                Answers.of(List.of(rollups(0, 1000, 0), rollups(1, 2000, 1)), List.of(), List.of());
        assertThat(answers.accepted()).hasSize(2);
        assertThat(answers.missing()).isEmpty();
    }

    private static Answers.Answer<String> rollups(int shard, long claimed, int... partitions) {
        BitSet shards = BitSet.valueOf(new long[] {1L << shard});
        BitSet rollups = new BitSet();
        IntStream.of(partitions).forEach(rollups::set);
        AnswerPart part =
                AnswerPart.of("p" + shard, 2, shards, shards, claimed).withRollups(rollups);
        return new Answers.Answer<>("host-" + shard, new ProcessAnswer<>("", part));
    }

    private static Answers.Answer<String> part(int shard, String... missing) {
        BitSet shards = new BitSet();
        shards.set(shard);
        AnswerPart part =
                new AnswerPart(
                        "p" + shard, 2, shards, shards, new BitSet(), 1, List.of(missing), 0, 0);
        return new Answers.Answer<>("host-" + shard, new ProcessAnswer<>("", part));
    }
}
