package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.query.table.TableLine;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryDisplayTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StopRequest stop = new StopRequest();
    private int answers;

    private QueryDisplay display(Screen screen) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new QueryDisplay(new Terminal(stream, stream, false, Map.of(), stop), screen);
    }

    /** Returns three lines; requests a stop with the second answer. */
    private List<TableLine> answer() {
        if (++answers == 2) {
            stop.request();
        }
        return TableLine.plain(List.of("answer " + answers, "second line", "third line"));
    }

    @Test
    void watchRedrawsScreenFromTopWithinItsHeight() {
        display(new Screen(3, 80, false)).watch(this::answer);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "\u001b[2J\u001b[Hanswer 1\u001b[K\nsecond line\u001b[K\n\u001b[J"
                                + "\u001b[Hanswer 2\u001b[K\nsecond line\u001b[K\n\u001b[J");
    }

    @Test
    void colourIsOutsideTheTextAndOnlyOnScreensThatWantIt() {
        List<TableLine> lines =
                List.of(
                        new TableLine("TITLE", TableLine.Style.TITLE),
                        new TableLine("\u001b[31mforged", TableLine.Style.FAINT),
                        new TableLine("plain", TableLine.Style.PLAIN));
        display(new Screen(24, 80, true)).print(lines);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .hasLineCount(3)
                .startsWith("\u001b[1mTITLE\u001b[0m\n")
                .contains("\n\u001b[2m\\u001b[31mforged\u001b[0m\n")
                .endsWith("\nplain\n");
        out.reset();
        display(new Screen(24, 80, false)).print(lines);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("TITLE\n\\u001b[31mforged\nplain\n");
    }

    @Test
    void watchPrintsOneBlockPerAnswerWithoutScreen() {
        display(new Screen(0, 80, false)).watch(this::answer);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        answer 1
                        second line
                        third line

                        answer 2
                        second line
                        third line

                        """);
    }

    @Test
    void reportsMissingPartsOnlyWhenTheyChange() {
        QueryDisplay display = display(new Screen(0, 0, false));
        for (String missing : new String[] {"a", "a", "b", "", "b"}) {
            display.report(missing, AnswerCoverage.COMPLETE);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        ringflow: the answer is not complete: a
                        ringflow: the answer is not complete: b
                        ringflow: the answer is not complete: b
                        """);
    }

    @Test
    void watchReportsOnceThatTheQuestionReachesBackTooFar() {
        QueryDisplay display = display(new Screen(0, 0, false));
        for (String coverage :
                new String[] {
                    "from=12:00; to=13:00; complete=false",
                    "from=12:01; to=13:01; complete=false",
                    "from=12:02; to=13:02; complete=true",
                    "complete=false"
                }) {
            display.report("", AnswerCoverage.ofHeader(coverage));
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        ringflow: the answer is not complete: everything is known since 12:00 only,\
                         without what "ringflow interfaces" shows as lost
                        ringflow: the answer is not complete: packets were lost,\
                         as "ringflow interfaces" shows
                        """);
    }
}
