package io.ringflow.history.store;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.publish.StateDirectory;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobID;

/** Delivers into a history, and keeps it in order as long as it is open. */
final class HistoryDelivery implements Delivery {

    private final PartDelivery parts;
    private final HistoryKeeper keeper;

    private HistoryDelivery(PartDelivery parts, HistoryKeeper keeper) {
        this.parts = parts;
        this.keeper = keeper;
    }

    static HistoryDelivery open(HistoryTarget target, DeliveryContext context) throws IOException {
        Path directory = Path.of(target.directory());
        PartDelivery parts =
                PartDelivery.open(HistoryFiles.flows(directory), context.queue(), true);
        HistoryKeeper keeper =
                new HistoryKeeper(
                        new HistoryCare(directory, target.age(), target.bytes()),
                        new HistoryGaps(
                                directory,
                                context.host(),
                                target.age(),
                                () -> gaps(JobID.fromHexString(context.job()))));
        // Old captures are older than what a history keeps.
        if (context.live()) {
            keeper.start();
        }
        return new HistoryDelivery(parts, keeper);
    }

    /** The losses of the captures whose totals are in this process. */
    private static List<CaptureGap> gaps(JobID job) {
        return StateDirectory.of(job)
                .map(StateDirectory::captures)
                .map(all -> all.stream().flatMap(totals -> totals.gaps().stream()).toList())
                .orElse(List.of());
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        parts.deliver(batch);
    }

    @Override
    public long lastDelivered() {
        return parts.lastDelivered();
    }

    @Override
    public void close() throws IOException {
        keeper.close();
        parts.close();
    }
}
