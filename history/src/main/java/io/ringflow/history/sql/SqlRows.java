package io.ringflow.history.sql;

import java.util.List;

/** Takes the rows of an answer. */
public interface SqlRows {

    /**
     * Called first.
     *
     * @param names the columns' names
     * @param numbers true for each column of numbers
     */
    void columns(List<String> names, List<Boolean> numbers);

    /**
     * Takes a row.
     *
     * @param values a {@code Number}, {@code Boolean}, {@code String}, {@code List} or {@code Map}
     *     of such values, or null
     * @return false to stop reading
     */
    boolean row(List<Object> values);
}
