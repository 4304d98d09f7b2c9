package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.RollupColumns;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.state.query.Dimension;

/**
 * A key of a dimension. Immutable.
 *
 * @param dimension the dimension
 * @param high high half of its bits; 0 for text
 * @param low low half of its bits; 0 for text
 * @param text the key as users see it
 */
public record RollupKey(Dimension dimension, long high, long low, String text) {

    /**
     * Parses a key.
     *
     * @throws IllegalArgumentException if the text is not a key of the dimension
     */
    public static RollupKey of(Dimension dimension, String text) {
        if (RollupKeys.isText(dimension)) {
            return new RollupKey(dimension, 0, 0, text);
        }
        if (RollupKeys.isAddress(dimension)) {
            IpAddress address = IpAddress.parse(text);
            return numeric(dimension, address.high(), address.low());
        }
        return switch (dimension) {
            case TOTAL -> numeric(dimension, 0, 0);
            case PROTOCOL -> numeric(dimension, 0, Protocols.number(text));
            default -> numeric(dimension, 0, number(dimension, text));
        };
    }

    private static int number(Dimension dimension, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a " + dimension.text() + ", which is a number", e);
        }
    }

    /** Returns the key of a row. */
    public static RollupKey of(Dimension dimension, RollupColumns columns, int row) {
        return RollupKeys.isText(dimension)
                ? new RollupKey(dimension, 0, 0, columns.text(row))
                : numeric(dimension, columns.high(row), columns.low(row));
    }

    private static RollupKey numeric(Dimension dimension, long high, long low) {
        String text =
                switch (dimension) {
                    case TOTAL -> "";
                    case PROTOCOL -> Protocols.name((int) low);
                    case SRC_ADDR, DST_ADDR, ADDR -> new IpAddress(high, low).toString();
                    default -> Long.toString(low);
                };
        return new RollupKey(dimension, high, low, text);
    }

    /** Returns the partition to which the key belongs. */
    public int partition() {
        int ordinal = dimension.ordinal();
        return RollupKeys.isText(dimension)
                ? RollupKeys.partition(ordinal, text)
                : RollupKeys.partition(ordinal, high, low);
    }

    /** Returns the key's row in columns, which are ordered by key, or -1. */
    int find(RollupColumns columns) {
        int from = columns.from(dimension);
        int to = columns.to(dimension) - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = compareTo(columns, middle);
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    private int compareTo(RollupColumns columns, int row) {
        if (RollupKeys.isText(dimension)) {
            return text.compareTo(columns.text(row));
        }
        int byHigh = Long.compareUnsigned(high, columns.high(row));
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, columns.low(row));
    }
}
