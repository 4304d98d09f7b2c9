package io.ringflow.server.api;

import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.List;

/**
 * Time series as CSV: one row per time and key, the rest of each time last. A point that is unknown
 * has an empty value.
 */
final class SeriesCsv {

    private static final String REST = "(other)";

    private SeriesCsv() {}

    static List<String> records(SeriesQuery query, SeriesAnswer answer, CsvText csv) {
        boolean total = query.by() == Dimension.TOTAL;
        List<String> records = new ArrayList<>();
        String key = total ? "" : query.by().text() + ',';
        records.add("time," + key + query.metric().text());
        for (int i = 0; i < answer.other().size(); i++) {
            String time = TimeText.of(answer.fromNanos() + i * answer.step().stepNanos());
            for (SeriesAnswer.Series series : answer.series()) {
                String cell = total ? "" : csv.cell(series.key()) + ',';
                records.add(time + ',' + cell + text(series.points().get(i)));
            }
            if (!total) {
                records.add(time + ',' + REST + ',' + text(answer.other().get(i)));
            }
        }
        return records;
    }

    private static String text(Long point) {
        return point == null ? "" : point.toString();
    }
}
