package io.ringflow.model;

import io.ringflow.model.filter.FlowFilter;
import java.util.Objects;

/**
 * Which flows to return, in which order and how many.
 *
 * @param filter which flows match
 * @param selection active flows, ended ones or both
 * @param sort the field to order by
 * @param descending true for the largest first
 * @param limit at most so many flows, 1 to {@link #MAX_LIMIT}
 */
public record FlowQuery(
        FlowFilter filter, Selection selection, FlowField sort, boolean descending, int limit) {

    /** The largest page. */
    public static final int MAX_LIMIT = 10_000;

    /** Which part of a flow's life a query looks at. */
    public enum Selection {
        ACTIVE,
        ENDED,
        ALL;

        /** True where a flow that is active, or not, is selected. */
        public boolean selects(boolean active) {
            return this == ALL || active == (this == ACTIVE);
        }
    }

    public FlowQuery {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(sort, "sort");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
    }
}
