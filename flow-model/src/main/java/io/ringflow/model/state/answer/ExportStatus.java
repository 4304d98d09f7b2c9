package io.ringflow.model.state.answer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one export is doing.
 *
 * @param name the export's name
 * @param target what it writes to, for people
 * @param problem what is wrong, why, and what to do; empty if nothing is
 * @param delivered records that the target has taken
 * @param dropped records that were lost
 * @param retries failed attempts to connect or deliver
 * @param queuedRecords records that wait
 * @param queuedBytes memory of what waits
 */
public record ExportStatus(
        String name,
        String target,
        String problem,
        long delivered,
        long dropped,
        long retries,
        long queuedRecords,
        long queuedBytes) {

    /** Adds up the parts of each export, which several tasks report. */
    public static List<ExportStatus> merged(Collection<ExportStatus> parts) {
        Map<String, ExportStatus> byName = new LinkedHashMap<>();
        parts.forEach(part -> byName.merge(part.name(), part, ExportStatus::plus));
        return List.copyOf(byName.values());
    }

    private ExportStatus plus(ExportStatus other) {
        String problems =
                Stream.of(problem, other.problem)
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .collect(Collectors.joining("; "));
        return new ExportStatus(
                name,
                target,
                problems,
                delivered + other.delivered,
                dropped + other.dropped,
                retries + other.retries,
                queuedRecords + other.queuedRecords,
                queuedBytes + other.queuedBytes);
    }
}
