package io.ringflow.history.store;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.model.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes each batch of an export one Parquet file, or one for each hour that it has flows of. */
final class PartDelivery implements Delivery {

    private final Path root;
    private final Commit commit;
    private final FlowParts parts;
    private final String queue;
    private final boolean history;

    private PartDelivery(Path root, Commit commit, FlowParts parts, String queue, boolean history) {
        this.root = root;
        this.commit = commit;
        this.parts = parts;
        this.queue = queue;
        this.history = history;
    }

    /**
     * Opens a directory.
     *
     * @param history true for files by hour, with the stored columns; false for what users see
     */
    static PartDelivery open(Path root, String queue, boolean history) throws IOException {
        String word = Commit.word(queue);
        try {
            Commit commit = Commit.open(root, word);
            FlowParts parts = FlowParts.open("512MB", root.resolve(Commit.HIDDEN).resolve("spill"));
            return new PartDelivery(root, commit, parts, word, history);
        } catch (IOException e) {
            throw WriteFailure.of(root, e);
        }
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        try {
            write(batch);
        } catch (IOException e) {
            throw WriteFailure.of(root, e);
        }
    }

    private void write(List<Chunk> batch) throws IOException {
        String name =
                "part-%s-%d-%d.parquet"
                        .formatted(queue, batch.getFirst().number(), batch.getLast().number());
        List<Flow> flows = FlowChunks.read(batch);
        List<String> names = new ArrayList<>();
        if (!history) {
            parts.writeFields(flows, commit.hidden(name));
            names.add(name);
        } else {
            List<Flow> updates = flows.stream().filter(Flow::active).toList();
            if (!updates.isEmpty()) {
                String path = HistoryUpdates.BESIDE_FLOWS + '/' + name;
                parts.writeSorted(updates, commit.hidden(path));
                names.add(path);
            }
            List<Flow> ended = flows.stream().filter(flow -> !flow.active()).toList();
            for (Map.Entry<Partition, List<Flow>> hour : byHour(ended).entrySet()) {
                String path = hour.getKey().path() + '/' + name;
                parts.writeSorted(hour.getValue(), commit.hidden(path));
                names.add(path);
            }
        }
        commit.deliver(names, batch.getLast().number());
    }

    private static Map<Partition, List<Flow>> byHour(List<Flow> flows) {
        Map<Partition, List<Flow>> hours = new TreeMap<>();
        for (Flow flow : flows) {
            hours.computeIfAbsent(Partition.of(flow), hour -> new ArrayList<>()).add(flow);
        }
        return hours;
    }

    /** Writes the flows of files that this queue has delivered to one. */
    void merge(List<Path> files, Path file) throws IOException {
        parts.merge(files, file);
    }

    /** Writes a file without flows. */
    void writeEmpty(Path file) throws IOException {
        parts.writeFields(List.of(), file);
    }

    @Override
    public long lastDelivered() {
        return commit.last();
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
