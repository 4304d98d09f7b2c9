package io.ringflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowBudgetTest {

    private final RowBudget budget = new RowBudget(1L << 30);

    @Test
    void sharesHalfTheHeapAmongShardsOfAllTasks() {
        budget.join(48);
        budget.join(80);

        assertThat(budget.rowsOfShard()).isEqualTo((1 << 20) / 128);
    }

    @Test
    void givesShardsMoreRoomWhenTaskEnds() {
        budget.join(64);
        budget.join(64);
        budget.leave(64);

        assertThat(budget.rowsOfShard()).isEqualTo((1 << 20) / 64);
    }

    @Test
    void allowsAtLeastOneRow() {
        RowBudget small = new RowBudget(1 << 20);
        small.join(1 << 15);

        assertThat(small.rowsOfShard()).isEqualTo(1);
    }
}
