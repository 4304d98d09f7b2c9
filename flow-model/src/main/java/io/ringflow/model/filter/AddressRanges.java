package io.ringflow.model.filter;

import io.ringflow.model.IpAddress;
import java.util.List;

public record AddressRanges(List<IpAddress> bounds) {
    public boolean contains(long high, long low) {
        IpAddress value = new IpAddress(high, low);
        for (int i = 0; i < size(); i++) {
            if (value.compareTo(from(i)) >= 0 && value.compareTo(to(i)) <= 0) {
                return true;
            }
        }
        return false;
    }

    public int size() {
        return bounds.size() / 2;
    }

    public IpAddress from(int i) {
        return bounds.get(2 * i);
    }

    public IpAddress to(int i) {
        return bounds.get(2 * i + 1);
    }
}
