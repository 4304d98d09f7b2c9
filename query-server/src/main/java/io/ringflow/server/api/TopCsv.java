package io.ringflow.server.api;

import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A top list as CSV: a column per field of the key, then the counts; the last row is the rest. */
final class TopCsv {

    private static final String REST = "(other)";
    private static final List<String> COUNTS = List.of("bytes", "packets", "flows", "share");

    /** Columns of a list that is compared with an earlier one. */
    private static final List<String> COMPARED =
            List.of("beforeBytes", "beforePackets", "beforeFlows", "beforeShare", "change");

    private TopCsv() {}

    static List<String> records(TopQuery query, TopAnswer answer, EarlierTop before, CsvText csv) {
        boolean compared = before.coverage().isPresent();
        List<String> records = new ArrayList<>();
        List<String> titles = new ArrayList<>(query.by().stream().map(FilterField::text).toList());
        titles.addAll(COUNTS);
        if (compared) {
            titles.addAll(COMPARED);
        }
        records.add(String.join(",", titles));
        for (TopAnswer.Entry entry : answer.top()) {
            List<String> cells = row(entry.key(), entry, csv);
            if (compared) {
                compare(entry, before, cells);
            }
            records.add(String.join(",", cells));
        }
        List<String> rest = new ArrayList<>(Collections.nCopies(query.by().size(), ""));
        rest.set(0, REST);
        List<String> cells = row(rest, answer.other(), csv);
        if (compared) {
            cells.addAll(Collections.nCopies(COMPARED.size(), ""));
        }
        records.add(String.join(",", cells));
        return records;
    }

    private static void compare(TopAnswer.Entry entry, EarlierTop before, List<String> cells) {
        Optional<TopAnswer.Entry> earlier = before.entry(entry.key());
        if (earlier.isPresent()) {
            counts(earlier.get(), cells);
        } else {
            cells.addAll(Collections.nCopies(COUNTS.size(), ""));
        }
        OptionalDouble change = before.change(entry);
        cells.add(change.isPresent() ? ratio(change.getAsDouble()) : "");
    }

    private static List<String> row(List<String> key, TopAnswer.Entry entry, CsvText csv) {
        List<String> cells = new ArrayList<>(key.stream().map(csv::cell).toList());
        counts(entry, cells);
        return cells;
    }

    private static void counts(TopAnswer.Entry entry, List<String> cells) {
        cells.add(Long.toString(entry.bytes()));
        cells.add(Long.toString(entry.packets()));
        cells.add(Long.toString(entry.flows()));
        cells.add(ratio(entry.share()));
    }

    private static String ratio(double value) {
        return Double.toString(Math.rint(value * 1e6) / 1e6);
    }
}
