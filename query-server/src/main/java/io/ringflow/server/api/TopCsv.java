package io.ringflow.server.api;

import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A top list as CSV: a column per field of the key, then the counts; the last row is the rest. */
final class TopCsv {

    private static final String REST = "(other)";

    private TopCsv() {}

    static List<String> records(TopQuery query, TopAnswer answer, CsvText csv) {
        List<String> records = new ArrayList<>();
        List<String> titles = new ArrayList<>(query.by().stream().map(FilterField::text).toList());
        titles.addAll(List.of("bytes", "packets", "flows", "share"));
        records.add(String.join(",", titles));
        answer.top().forEach(entry -> records.add(row(entry.key(), entry, csv)));
        List<String> rest = new ArrayList<>(Collections.nCopies(query.by().size(), ""));
        rest.set(0, REST);
        records.add(row(rest, answer.other(), csv));
        return records;
    }

    private static String row(List<String> key, TopAnswer.Entry entry, CsvText csv) {
        List<String> cells = new ArrayList<>(key.stream().map(csv::cell).toList());
        cells.add(Long.toString(entry.bytes()));
        cells.add(Long.toString(entry.packets()));
        cells.add(Long.toString(entry.flows()));
        cells.add(Double.toString(Math.rint(entry.share() * 1e6) / 1e6));
        return String.join(",", cells);
    }
}
