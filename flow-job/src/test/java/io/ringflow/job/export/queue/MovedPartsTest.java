package io.ringflow.job.export.queue;

import static io.ringflow.job.export.queue.ExportWriterTest.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.Compression;
import io.ringflow.job.export.file.FileForm;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.file.Roll;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.EveEvents;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An export to part files whose queues move to fewer tasks, as after a host was lost. */
@Timeout(120)
@SuppressWarnings("try") // closing a harness may throw InterruptedException
class MovedPartsTest {

    @TempDir Path directory;

    private OneInputStreamOperatorTestHarness<EncodedRecords, Void> harness(
            int parallelism, int subtask) throws Exception {
        FileForm form =
                new FileForm(
                        FlowWriter.Format.CSV,
                        Compression.NONE,
                        CsvText.SAFE,
                        0,
                        List.of(FlowField.BYTES),
                        EveEvents.FLOW);
        FileTarget target =
                new FileTarget(
                        directory.toString(), new Roll(Long.MAX_VALUE, Duration.ofHours(1)), form);
        return new OneInputStreamOperatorTestHarness<>(
                new ExportWriter(Export.of("parts", target), true, true),
                128,
                parallelism,
                subtask);
    }

    private static EncodedRecords records(String text) {
        return new EncodedRecords(1, (text + "\n").getBytes(UTF_8));
    }

    /** The lines of the parts that are visible, without their headers. */
    private List<String> visible() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : parts(false)) {
            List<String> all = Files.readAllLines(part);
            lines.addAll(all.subList(1, all.size()));
        }
        return lines;
    }

    private List<Path> parts(boolean hidden) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".") == hidden)
                    .toList();
        }
    }

    private void awaitHidden(String line) throws Exception {
        await(() -> hidden().contains(line));
    }

    private List<String> hidden() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : parts(true)) {
            lines.addAll(Files.readAllLines(part));
        }
        return lines;
    }

    /** Two tasks with one record each, at a checkpoint. */
    private OperatorSubtaskState two() throws Exception {
        try (var first = harness(2, 0);
                var second = harness(2, 1)) {
            first.open();
            second.open();
            first.processElement(records("a"), 0);
            second.processElement(records("b"), 0);
            awaitHidden("a");
            awaitHidden("b");
            return AbstractStreamOperatorTestHarness.repackageState(
                    first.snapshot(1, 1), second.snapshot(1, 1));
        }
    }

    /** One task that goes on from there, and has a record of its own. */
    private OneInputStreamOperatorTestHarness<EncodedRecords, Void> merged() throws Exception {
        OperatorSubtaskState both = two();
        var only = harness(1, 0);
        only.initializeState(both);
        only.open();
        only.processElement(records("c"), 0);
        awaitHidden("c");
        return only;
    }

    @Test
    void partsOfQueueThatMovedAreVisibleAfterTheNextCheckpoint() throws Exception {
        try (var only = merged()) {
            only.snapshot(2, 2);
            only.notifyOfCompletedCheckpoint(2);
            await(() -> !visible().isEmpty());
            assertThat(visible()).isSubsetOf("a", "b").hasSize(1);
        }
    }

    /** The job fails when the checkpoint is complete and before the tasks are told. */
    @Test
    void partsOfQueueThatMovedAreVisibleAlsoIfTheJobFails() throws Exception {
        OperatorSubtaskState saved;
        try (var only = merged()) {
            saved = only.snapshot(2, 2);
        }
        try (var only = harness(1, 0)) {
            only.initializeState(saved);
            only.open();
            await(() -> !visible().isEmpty());
            assertThat(visible()).isSubsetOf("a", "b").hasSize(1);
        }
    }

    @Test
    void queueThatMovedLeavesTheStateWhenItsPartsAreVisible() throws Exception {
        try (var only = merged()) {
            assertThat(queues(only.snapshot(2, 2))).isEqualTo(2);
            only.notifyOfCompletedCheckpoint(2);
            await(() -> queues(only.snapshot(3, 3)) == 1);
            assertThat(visible()).isSubsetOf("a", "b").hasSize(1);
        }
    }

    private static int queues(OperatorSubtaskState state) {
        return state.getManagedOperatorState().stream()
                .flatMap(handle -> handle.getStateNameToPartitionOffsets().values().stream())
                .mapToInt(partitions -> partitions.getOffsets().length)
                .sum();
    }
}
