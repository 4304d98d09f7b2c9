package io.ringflow.model.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Flow;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Properties of all filters, tested with random ones; a failure names the seed to repeat it. */
class FilterPropertyTest {

    @Test
    void everyConditionParsesFromItsText() {
        for (int seed = 0; seed < 10_000; seed++) {
            Condition condition = new RandomConditions(new Random(seed)).next(3);
            FlowFilter filter = FlowFilter.of(condition);
            String text = filter.toString();
            assertThat(text).as("seed %d", seed).hasSizeLessThan(FlowFilter.MAX_LENGTH);
            FlowFilter again = FlowFilter.parse(text);
            assertThat(again).as("seed %d: %s", seed, text).isEqualTo(filter);
            assertThat(again.toString()).as("seed %d", seed).isEqualTo(text);
        }
    }

    @Test
    void normalFormMatchesTheSameFlows() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            Condition condition = new RandomConditions(random).next(3);
            Flow flow = new RandomFlows(random).next();
            assertThat(FlowFilter.of(condition).matches(flow))
                    .as("seed %d: %s", seed, condition)
                    .isEqualTo(condition.matches(flow));
        }
    }

    @Test
    void matchesTheSameFlowsAsANaiveEvaluator() {
        int matched = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            RandomFilters.Sample sample = new RandomFilters(random).next(3);
            FlowFilter filter = FlowFilter.parse(sample.text());
            FlowFilter again = FlowFilter.parse(filter.toString());
            assertThat(again).as("seed %d: %s", seed, sample.text()).isEqualTo(filter);
            RandomFlows flows = new RandomFlows(random);
            for (int i = 0; i < 10; i++) {
                Flow flow = flows.next();
                boolean verdict = filter.matches(flow);
                assertThat(verdict)
                        .as("seed %d, flow %d: %s", seed, i, sample.text())
                        .isEqualTo(sample.meaning().test(flow));
                matched += verdict ? 1 : 0;
            }
        }
        assertThat(matched).as("both verdicts are common").isBetween(10_000, 40_000);
    }

    @Test
    void garbageCausesOnlyFilterExceptions() {
        List<String> fragments =
                Stream.of(
                                FilterField.all().stream().map(FilterField::text),
                                Stream.of(
                                        "and",
                                        "or",
                                        "not",
                                        "in",
                                        "like",
                                        "(",
                                        ")",
                                        ",",
                                        "=",
                                        "!=",
                                        "<",
                                        "<=",
                                        ">",
                                        ">=",
                                        "\"",
                                        "\\",
                                        "*",
                                        "-",
                                        "/",
                                        "1",
                                        "2k",
                                        "10.0.0.1",
                                        "::/0",
                                        "2026-01-31",
                                        "2026-01-31T00:00:00Z",
                                        "5ms",
                                        "tcp",
                                        "true",
                                        " ",
                                        "\u00e9",
                                        "\ud83d",
                                        "\u0000"))
                        .flatMap(words -> words)
                        .toList();
        int read = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            String text = garbage(new Random(seed), fragments);
            try {
                FlowFilter filter = FlowFilter.parse(text);
                assertThat(FlowFilter.parse(filter.toString()))
                        .as("seed %d", seed)
                        .isEqualTo(filter);
                read++;
            } catch (FilterException e) {
                assertThat(e.position()).as("seed %d: %s", seed, text).isBetween(0, text.length());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertThat(read).as("some of it is a filter").isPositive();
    }

    /** A sequence of fragments, random characters, or a filter with a few characters changed. */
    private static String garbage(Random random, List<String> fragments) {
        StringBuilder text = new StringBuilder();
        switch (random.nextInt(3)) {
            case 0 -> {
                for (int i = random.nextInt(12); i > 0; i--) {
                    text.append(fragments.get(random.nextInt(fragments.size())));
                    text.append(random.nextBoolean() ? " " : "");
                }
            }
            case 1 -> {
                for (int i = random.nextInt(40); i > 0; i--) {
                    text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
                }
            }
            default -> {
                text.append(new RandomFilters(random).next(2).text());
                for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
                    text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
                }
            }
        }
        return text.toString();
    }
}
