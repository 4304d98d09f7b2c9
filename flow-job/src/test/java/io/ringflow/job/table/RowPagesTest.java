package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RowPagesTest {

    private static final int PAGE = 128;

    private static RowPages filled(int pages) {
        RowPages rows = RowPages.inSlabs();
        for (int row = 0; row < pages * PAGE; row++) {
            int taken = rows.take();
            for (int word = 0; word < FlowLayout.WORDS; word++) {
                rows.set(taken, word, 1_000L * row + word);
            }
        }
        return rows;
    }

    private static byte[] bytes(RowPages rows) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        rows.write(out);
        return out.getCopyOfBuffer();
    }

    @Test
    void writesWhatOriginalHeldWhenItWasCopied() throws IOException {
        RowPages original = filled(3);
        byte[] before = bytes(original);
        RowPages copy = original.copy();

        for (int row = 0; row < 3 * PAGE; row++) {
            copy.set(row, 5, -1);
        }
        copy.free(7);
        copy.take();

        assertThat(bytes(original)).isEqualTo(before);
        assertThat(copy.get(PAGE, 5)).isEqualTo(-1);
    }

    @Test
    void copiesChangedPagesOnly() {
        RowPages original = filled(4);
        RowPages copy = original.copy();

        copy.set(2 * PAGE + 3, 1, 42);
        copy.set(2 * PAGE + 4, 1, 42);

        List<Integer> apart = new ArrayList<>();
        for (int page = 0; page < 4; page++) {
            if (original.page(page * PAGE) != copy.page(page * PAGE)
                    || original.at(page * PAGE) != copy.at(page * PAGE)) {
                apart.add(page);
            }
        }
        assertThat(apart).containsExactly(2);
    }

    @Test
    void leavesChangedRowsInPlace() {
        RowPages original = filled(2);
        long[] page = original.page(5);
        RowPages copy = original.copy();

        copy.set(5, 1, 42);

        assertThat(copy.page(5)).isSameAs(page);
        assertThat(original.page(5)).isNotSameAs(page);
        assertThat(original.get(5, 1)).isEqualTo(5_001);
    }

    @Test
    void keepsTwoSnapshotsApart() throws IOException {
        RowPages first = filled(2);
        byte[] firstBytes = bytes(first);
        RowPages second = first.copy();
        second.set(3, 2, 77);
        byte[] secondBytes = bytes(second);
        RowPages third = second.copy();

        third.set(3, 2, 88);
        third.set(PAGE + 3, 2, 88);

        assertThat(bytes(first)).isEqualTo(firstBytes);
        assertThat(bytes(second)).isEqualTo(secondBytes);
    }

    @Test
    void keepsSnapshotWhenPagesAreGivenBackAndUsedByAnotherTable() throws IOException {
        RowPages original = filled(3);
        byte[] before = bytes(original);
        RowPages copy = original.copy();

        copy.release();
        filled(3);

        assertThat(bytes(original)).isEqualTo(before);
    }

    @Test
    void refusesToWriteForgottenRows() {
        RowPages original = filled(1);
        original.copy();
        original.forget();

        assertThatIOException()
                .isThrownBy(() -> bytes(original))
                .withMessageContaining("let go before they were written");
    }

    @Test
    void copiesNoPagesForForgottenRows() {
        RowPages original = filled(1);
        RowPages copy = original.copy();
        original.forget();

        copy.set(0, 1, 42);

        assertThat(copy.get(0, 1)).isEqualTo(42);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        RowPages rows = filled(3);
        for (int row = PAGE; row < 2 * PAGE; row++) {
            rows.free(row);
        }
        rows.free(3);
        rows.free(9);
        byte[] written = bytes(rows);

        RowPages read = RowPages.read(new DataInputDeserializer(written));

        assertThat(bytes(read)).isEqualTo(written);
        assertThat(read.live()).isEqualTo(2 * PAGE - 2);
        assertThat(read.get(2 * PAGE, 4)).isEqualTo(1_000L * 2 * PAGE + 4);
        assertThat(List.of(read.take(), read.take())).containsExactly(9, 3);
        assertThat(read.take()).isEqualTo(PAGE);
    }

    @Test
    void reusesRowsOfFirstPagesBeforeOthers() {
        RowPages rows = filled(2);
        rows.free(3);
        rows.free(PAGE + 3);

        assertThat(rows.take()).isEqualTo(3);
        assertThat(rows.take()).isEqualTo(PAGE + 3);
        assertThat(rows.take()).isEqualTo(2 * PAGE);
    }

    @Test
    void givesEmptyPagesBackExceptForOne() {
        RowPages rows = filled(4);
        for (int row = 0; row < 4 * PAGE; row++) {
            if (row != 2 * PAGE) {
                rows.free(row);
            }
        }

        rows.trim();

        assertThat(rows.used()).isEqualTo(3 * PAGE);
        assertThat(rows.page(0)).isNotNull();
        assertThat(rows.page(PAGE)).isNull();
        assertThat(rows.get(2 * PAGE, 1)).isEqualTo(1_000L * 2 * PAGE + 1);
        for (int row = 0; row < 2 * PAGE - 1; row++) {
            rows.take();
        }
        assertThat(rows.take()).isEqualTo(PAGE);
    }

    @Test
    void holdsAsManyRowsAsWereTaken() {
        RowPages rows = filled(5);
        assertThat(rows.live()).isEqualTo(5 * PAGE);
        rows.clear();
        assertThat(rows.live()).isZero();
        assertThat(rows.take()).isZero();
    }
}
