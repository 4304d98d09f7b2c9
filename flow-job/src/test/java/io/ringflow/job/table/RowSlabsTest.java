package io.ringflow.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowSlabsTest {

    private final RowSlabs slabs = new RowSlabs();

    private List<RowSlabs.Page> take(int count) {
        List<RowSlabs.Page> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pages.add(slabs.take());
        }
        return pages;
    }

    @Test
    void cutsPagesThatDoNotOverlap() {
        Set<Integer> bases = new HashSet<>();
        for (RowSlabs.Page page : take(RowSlabs.PAGES)) {
            assertThat(page.base() % RowPages.PAGE_WORDS).isZero();
            assertThat(page.base() + RowPages.PAGE_WORDS).isLessThanOrEqualTo(page.words().length);
            bases.add(page.base());
        }
        assertThat(bases).hasSize(RowSlabs.PAGES);
    }

    @Test
    void fillsOneRegionOfAMegabyte() {
        int header = 16;
        int bytes = slabs.take().words().length * Long.BYTES + header;

        assertThat(bytes).isEqualTo(1 << 20);
    }

    @Test
    void handsPagesOutAgainThatCameBack() {
        List<RowSlabs.Page> pages = take(2 * RowSlabs.PAGES);
        long[] slab = pages.getFirst().words();
        slabs.giveBack(pages.get(3));
        slabs.giveBack(pages.get(5));

        List<RowSlabs.Page> again = take(2);

        assertThat(again).allMatch(page -> page.words() == slab);
        assertThat(again)
                .extracting(RowSlabs.Page::base)
                .containsExactly(pages.get(3).base(), pages.get(5).base());
    }

    @Test
    void dropsSlabWhenAllItsPagesCameBack() throws Exception {
        WeakReference<long[]> slab = giveAllBack();

        assertCollected(slab);
    }

    private WeakReference<long[]> giveAllBack() {
        List<RowSlabs.Page> pages = take(RowSlabs.PAGES);
        WeakReference<long[]> slab = new WeakReference<>(pages.getFirst().words());
        pages.forEach(slabs::giveBack);
        return slab;
    }

    @Test
    void dropsSlabWhenItsTablesWereDropped() throws Exception {
        WeakReference<long[]> slab = giveOneBackAndDropTheOthers();

        assertCollected(slab);
    }

    private WeakReference<long[]> giveOneBackAndDropTheOthers() {
        List<RowSlabs.Page> pages = take(RowSlabs.PAGES);
        slabs.giveBack(pages.getFirst());
        return new WeakReference<>(pages.getLast().words());
    }

    private static void assertCollected(WeakReference<?> reference) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (reference.get() != null && System.nanoTime() < deadline) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(reference.get()).isNull();
    }
}
