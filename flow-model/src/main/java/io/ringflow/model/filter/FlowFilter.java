package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import java.util.ArrayList;
import java.util.List;

public record FlowFilter(Condition condition) {
    public static final FlowFilter ALL = new FlowFilter(new Condition.All(List.of()));

    public static FlowFilter parse(String text) {
        List<Condition> all = new ArrayList<>();
        for (String term : text.split(" AND ")) {
            if (term.isBlank()) continue;
            String[] p = term.strip().split(" ", 3);
            FilterField f =
                    FilterField.named(p[0]).orElseThrow(() -> new FilterException("field", 0));
            all.add(
                    switch (f.kind()) {
                        case ADDRESS -> {
                            String[] a = p[2].split("/");
                            IpAddress ip = IpAddress.parse(a[0]);
                            long m = a.length > 1 ? -1L << (32 - Integer.parseInt(a[1])) : -1;
                            yield new Condition.AddressIn(
                                    f,
                                    new AddressRanges(
                                            List.of(
                                                    new IpAddress(0, ip.low() & m),
                                                    new IpAddress(0, ip.low() | ~m))));
                        }
                        case TEXT, WORD -> new Condition.TextIn(f, List.of(p[2]));
                        default ->
                                new Condition.NumberIn(
                                        f,
                                        new NumberRanges(
                                                p[1].equals("=")
                                                        ? List.of(
                                                                Long.parseLong(p[2]),
                                                                Long.parseLong(p[2]))
                                                        : List.of(
                                                                Long.parseLong(p[2]) + 1,
                                                                Long.MAX_VALUE)));
                    });
        }
        return new FlowFilter(all.size() == 1 ? all.get(0) : new Condition.All(all));
    }

    public boolean matches(Flow flow) {
        return condition.matches(flow);
    }
}
