package io.ringflow.model.state.query;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import java.util.Objects;

/**
 * Which flows to return, in which order and how many.
 *
 * @param filter which flows match
 * @param selection active flows, ended ones or both
 * @param sort the field to order by; flows without it come last
 * @param descending true for the largest first
 * @param limit maximum number of flows, 1 to {@link #MAX_LIMIT}
 * @param cursor where the previous page ended; empty for the first page
 */
public record FlowQuery(
        FlowFilter filter,
        Selection selection,
        FlowField sort,
        boolean descending,
        int limit,
        String cursor) {

    /** Maximum size of a page. */
    public static final int MAX_LIMIT = 10_000;

    /** Whether a query selects active flows, ended flows or both. */
    public enum Selection {
        ACTIVE,
        ENDED,
        ALL;

        /** Returns true if flows with this activity are selected. */
        public boolean selects(boolean active) {
            return this == ALL || active == (this == ACTIVE);
        }
    }

    public FlowQuery {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(sort, "sort");
        Objects.requireNonNull(cursor, "cursor");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
    }

    /** The same query with another filter. */
    public FlowQuery withFilter(FlowFilter other) {
        return new FlowQuery(other, selection, sort, descending, limit, cursor);
    }
}
