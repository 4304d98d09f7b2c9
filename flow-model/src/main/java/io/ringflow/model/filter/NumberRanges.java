package io.ringflow.model.filter;

import java.util.List;

public record NumberRanges(List<Long> bounds) {
    public boolean contains(long value) {
        for (int i = 0; i < size(); i++) {
            if (value >= from(i) && value <= to(i)) {
                return true;
            }
        }
        return false;
    }

    public int size() {
        return bounds.size() / 2;
    }

    public long from(int i) {
        return bounds.get(2 * i);
    }

    public long to(int i) {
        return bounds.get(2 * i + 1);
    }
}
