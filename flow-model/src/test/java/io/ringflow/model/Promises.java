package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The table of what users may rely on, {@code docs/internals/12-promises.md}. Tests of several
 * modules compare it with what the code offers.
 */
public final class Promises {

    /** The documentation, seen from a module. */
    public static final Path DOCS = Path.of("../docs");

    private static final Path TABLE = DOCS.resolve("internals/12-promises.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

    /**
     * One row.
     *
     * @param text what is promised
     * @param pages the links to where users read it
     * @param tests the tests that would notice a breach, as {@code Class#method}
     */
    public record Promise(String text, List<String> pages, List<String> tests) {

        /** What the row is about, such as options and paths: the code in its text. */
        public List<String> subjects() {
            return found(CODE, text);
        }
    }

    private Promises() {}

    /** Returns all rows in their order. */
    public static List<Promise> all() throws IOException {
        List<Promise> rows = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("| ") && !line.startsWith("| promise ")) {
                String[] cells = line.substring(2).split(" \\|(?: |$)", -1);
                assertThat(cells).as(line).hasSize(4);
                rows.add(new Promise(cells[0], found(LINK, cells[1]), found(CODE, cells[2])));
            }
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
    }

    /** Asserts that each subject has a row. */
    public static void assertListed(Collection<String> subjects) throws IOException {
        List<String> listed = all().stream().flatMap(row -> row.subjects().stream()).toList();
        assertThat(subjects).isNotEmpty();
        assertThat(listed).as("rows of %s", TABLE).containsAll(subjects);
    }
}
