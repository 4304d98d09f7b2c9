package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Waiting;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowPagesTest {

    /** More than a page has, so that a copy shares several pages. */
    private static final int ROWS = 1_000;

    private static final int WORD = 3;

    private final RowPages rows = RowPages.ofTable();

    @AfterEach
    void closeRows() {
        rows.close();
    }

    private void fill() {
        for (int i = 0; i < ROWS; i++) {
            rows.set(rows.take(), WORD, i);
        }
    }

    /** Memory that was just freed is soon used again. */
    @Test
    void newRowsHaveNothingThatTheirMemoryHadBefore() {
        RowPages before = RowPages.ofTable();
        for (int i = 0; i < ROWS; i++) {
            int row = before.take();
            for (int word = 0; word < FlowLayout.WORDS; word++) {
                before.set(row, word, -1);
            }
        }
        before.close();

        for (int i = 0; i < ROWS; i++) {
            int row = rows.take();
            for (int word = 0; word < FlowLayout.WORDS; word++) {
                assertThat(rows.get(row, word)).isZero();
            }
        }
    }

    @Test
    void copyKeepsItsRowsWhenOriginalChanges() {
        fill();
        RowPages copy = rows.copy();

        for (int row = 0; row < ROWS; row++) {
            rows.set(row, WORD, -1);
        }

        for (int row = 0; row < ROWS; row++) {
            assertThat(copy.get(row, WORD)).isEqualTo(row);
            assertThat(rows.get(row, WORD)).isEqualTo(-1);
        }
        copy.close();
    }

    @Test
    void originalKeepsItsRowsWhenCopyTakesFreesAndChangesRows() {
        fill();
        rows.free(5);
        RowPages copy = rows.copy();

        copy.set(copy.take(), WORD, -1);
        copy.free(700);
        copy.set(300, WORD, -1);
        copy.set(copy.take(), WORD, -2);

        assertThat(rows.take()).isEqualTo(5);
        assertThat(rows.get(300, WORD)).isEqualTo(300);
        assertThat(rows.get(700, WORD)).isEqualTo(700);
        copy.close();
    }

    @Test
    void copiesOnlyThePagesThatChange() {
        fill();
        RowPages copy = rows.copy();

        copy.set(500, WORD, -1);

        assertThat(copy.page(500)).isNotSameAs(rows.page(500));
        assertThat(copy.page(0)).isSameAs(rows.page(0));
        copy.close();
    }

    @Test
    void changesPageInPlaceWhenNobodySharesItAnyMore() {
        fill();
        RowPages copy = rows.copy();
        rows.close();
        var page = copy.page(0);

        copy.set(0, WORD, -1);

        assertThat(copy.page(0)).isSameAs(page);
        copy.close();
        assertThat(page.isFreed()).isTrue();
    }

    @Test
    void freesPageWhenLastTableIsClosed() {
        fill();
        var page = rows.page(0);
        RowPages copy = rows.copy();
        RowPages copyOfCopy = copy.copy();

        copy.close();
        rows.close();
        assertThat(copyOfCopy.get(0, WORD)).isZero();
        assertThat(page.isFreed()).isFalse();

        copyOfCopy.close();
        assertThat(page.isFreed()).isTrue();
    }

    @Test
    void freesPagesOfTableThatTheCollectorHasFound() {
        var page = pageOfDroppedTable();

        Waiting.until(
                "a page that is freed",
                () -> {
                    System.gc();
                    return page.isFreed();
                });
    }

    private static MemorySegment pageOfDroppedTable() {
        RowPages dropped = RowPages.ofTable();
        return dropped.page(dropped.take());
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        fill();
        rows.free(700);
        DataOutputSerializer out = new DataOutputSerializer(64);
        rows.write(out);

        RowPages read = RowPages.read(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read.live()).isEqualTo(ROWS - 1);
        assertThat(read.get(999, WORD)).isEqualTo(999);
        assertThat(read.take()).isEqualTo(700);
        read.close();
    }
}
