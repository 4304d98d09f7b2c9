package io.ringflow.history.table;

import io.ringflow.model.Flow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of the table to which flows are appended. A NULL costs as much as a value, and most
 * flows have no value in half of the columns, so the table has only those with a value.
 *
 * @param plain the columns that are appended as they are stored, in order
 * @param observers how many observers have columns of their own, see {@link ObserverStage}
 */
record StageColumns(List<FlowColumn> plain, int observers) {

    /** All columns. */
    static final StageColumns ALL =
            new StageColumns(
                    Arrays.stream(FlowColumn.values()).filter(FlowColumn::plain).toList(),
                    ObserverStage.MOST);

    StageColumns {
        plain = List.copyOf(plain);
    }

    /** The columns in which at least one of the flows has a value. */
    static StageColumns of(List<Flow> flows) throws SQLException {
        List<FlowColumn> empty = new ArrayList<>(ALL.plain());
        int observers = 0;
        ValueDetector detector = new ValueDetector();
        for (Flow flow : flows) {
            observers = Math.max(observers, flow.observers().size());
            for (int i = empty.size() - 1; i >= 0; i--) {
                detector.found = false;
                empty.get(i).write(flow, detector);
                if (detector.found) {
                    empty.remove(i);
                }
            }
        }
        return new StageColumns(
                ALL.plain().stream().filter(column -> !empty.contains(column)).toList(),
                Math.min(observers, ObserverStage.MOST));
    }

    /** Notices whether it was given a value. */
    private static final class ValueDetector extends RowWriter {

        private boolean found;

        @Override
        void absent() {}

        @Override
        void blob(byte[] value) {
            found = true;
        }

        @Override
        void string(String value) {
            found = true;
        }

        @Override
        void integer(int value) {
            found = true;
        }

        @Override
        void number(long value) {
            found = true;
        }

        @Override
        void flag(boolean value) {
            found = true;
        }

        @Override
        void epochMicros(long value) {
            found = true;
        }

        @Override
        void small(short value) {
            found = true;
        }
    }
}
