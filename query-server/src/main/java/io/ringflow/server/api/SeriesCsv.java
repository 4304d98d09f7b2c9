package io.ringflow.server.api;

import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Time series as CSV: one row per time and key, the rest of each time last. A point that is unknown
 * has an empty value.
 */
final class SeriesCsv {

    private static final String REST = "(other)";

    private SeriesCsv() {}

    static List<String> records(
            SeriesQuery query, SeriesAnswer answer, EarlierSeries before, CsvText csv) {
        boolean total = query.by().isEmpty();
        boolean compared = before.coverage().isPresent();
        List<String> records = new ArrayList<>();
        String key = query.by().map(field -> field.text() + ',').orElse("");
        records.add("time," + key + query.metric().text() + (compared ? ",before" : ""));
        for (int i = 0; i < answer.other().size(); i++) {
            String time = TimeText.of(answer.fromNanos() + i * answer.step().stepNanos());
            for (SeriesAnswer.Series series : answer.series()) {
                String cell = total ? "" : csv.cell(series.key()) + ',';
                String earlier = compared ? earlier(before.points(series.key()), i) : "";
                records.add(time + ',' + cell + text(series.points().get(i)) + earlier);
            }
            if (!total) {
                String earlier = compared ? earlier(before.other(), i) : "";
                records.add(time + ',' + REST + ',' + text(answer.other().get(i)) + earlier);
            }
        }
        return records;
    }

    private static String earlier(Optional<List<Long>> points, int index) {
        return ',' + points.map(all -> text(all.get(index))).orElse("");
    }

    private static String text(Long point) {
        return point == null ? "" : point.toString();
    }
}
