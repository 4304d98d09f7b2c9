package io.ringflow.cli.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.ReplaySummary;
import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The final counts of a replay, as one line and as JSON. */
public final class ReplayReport {

    private ReplayReport() {}

    /** Returns the counts as one line. */
    public static String line(ReplaySummary summary) {
        return String.format(
                Locale.ROOT,
                "%d packets, %d bytes, %d flows, %d undecoded, %.3f s, %.0f packets/s",
                summary.packets(),
                summary.bytes(),
                summary.flows(),
                summary.undecoded().count(),
                summary.seconds(),
                summary.packetsPerSecond());
    }

    /** Returns what undecoded frames carried, or an empty text if that is not known of any. */
    public static String undecodedTypes(ReplaySummary summary) {
        return summary.undecoded().types().entrySet().stream()
                .map(type -> type.getKey() + " " + type.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * Writes the counts as JSON.
     *
     * @throws CommandFailure if the file can't be written; it is left empty then
     */
    public static void write(ReplaySummary summary, Path file) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("packets", summary.packets());
        json.put("bytes", summary.bytes());
        json.put("flows", summary.flows());
        ObjectNode undecoded = json.putObject("undecoded");
        new TreeMap<>(summary.undecoded().reasons()).forEach(undecoded::put);
        ObjectNode types = json.putObject("undecodedTypes");
        summary.undecoded().types().forEach(types::put);
        ObjectNode anomalies = json.putObject("anomalies");
        new TreeMap<>(summary.anomalies()).forEach(anomalies::put);
        json.put("truncatedFiles", summary.truncatedFiles());
        json.put("seconds", summary.seconds());
        json.put("packetsPerSecond", summary.packetsPerSecond());
        try {
            Files.writeString(file, mapper.writeValueAsString(json) + "\n");
        } catch (IOException e) {
            empty(file);
            throw CommandFailure.failed(
                    file
                            + ": the counts can't be written: "
                            + IoReason.of(e)
                            + "; free space or write to another file",
                    e);
        }
    }

    /** Empties the file, because half a document is worse than none. */
    private static void empty(Path file) {
        if (Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            } catch (IOException e) {
                // The first failure is the one to report.
            }
        }
    }
}
