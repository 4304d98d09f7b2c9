package io.ringflow.job.export.file;

import static io.ringflow.job.export.file.FileFixture.NEW;
import static io.ringflow.job.export.file.FileFixture.batch;
import static io.ringflow.job.export.file.FileFixture.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFilesTest {

    @TempDir Path directory;

    private FileTarget target;

    @BeforeEach
    void createTarget() {
        target = FileFixture.parts(directory.resolve("parts"), Compression.NONE, 12);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("parts"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The task that was cut off appends once more. */
    @Test
    void anotherHostThatSharesTheDirectoryPublishesWhatTheCheckpointHasOfAPart() throws Exception {
        byte[] saved;
        try (Delivery delivery = target.connect(context("web", NEW))) {
            delivery.deliver(batch("1\n", "2222222\n", "3\n"));
            saved = delivery.position();
            delivery.deliver(batch("4\n"));
        }
        byte[] moved;
        try (Delivery delivery = target.connect(context("db", saved))) {
            delivery.deliver(batch("4\n"));
            moved = delivery.position();
        }
        assertThat(names())
                .containsExactly(
                        ".db-0-ab-000002.csv.inprogress",
                        "web-0-ab-000000.csv",
                        "web-0-ab-000001.csv");
        assertThat(directory.resolve("parts/web-0-ab-000001.csv")).hasContent("bytes\n3\n");
        assertThat(FilePosition.from(moved, "db").left()).isEmpty();

        // Before another checkpoint, the queue moves back.
        try (Delivery delivery = target.connect(context("web", saved))) {
            assertThat(delivery.lost()).isZero();
            delivery.deliver(batch("4\n"));
            assertThat(names()).contains(".web-0-ab-000002.csv.inprogress");
        }
    }

    @Test
    void publishesPartsThatAreOutOfReachWhenItIsBackOnTheirHost() throws Exception {
        byte[] saved;
        try (Delivery delivery = target.connect(context("web", NEW))) {
            delivery.deliver(batch("1\n", "2222222\n", "3\n"));
            saved = delivery.position();
        }
        Path other = directory.resolve("other");
        Files.move(directory.resolve("parts"), other);
        byte[] moved;
        try (Delivery delivery = target.connect(context("db", saved))) {
            moved = delivery.position();
        }
        assertThat(names()).isEmpty();
        Files.delete(directory.resolve("parts"));
        Files.move(other, directory.resolve("parts"));

        target.connect(context("web", moved)).close();

        assertThat(names()).containsExactly("web-0-ab-000000.csv", "web-0-ab-000001.csv");
    }

    @Test
    void hidesAPartUntilACheckpointContainsItsEnd() throws Exception {
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("1\n"));
            byte[] before = delivery.position();
            delivery.deliver(batch("2222\n", "3\n"));
            byte[] after = delivery.position();
            assertThat(names()).allMatch(name -> name.endsWith(".inprogress"));
            delivery.checkpointed(before);
            assertThat(names()).allMatch(name -> name.endsWith(".inprogress"));
            delivery.checkpointed(after);
            assertThat(names())
                    .containsExactly(".web-0-ab-000001.csv.inprogress", "web-0-ab-000000.csv");
            delivery.finish();
            delivery.checkpointed(delivery.position());
        }
        assertThat(names()).containsExactly("web-0-ab-000000.csv", "web-0-ab-000001.csv");
        assertThat(directory.resolve("parts/web-0-ab-000000.csv")).hasContent("bytes\n1\n2222\n");
        assertThat(directory.resolve("parts/web-0-ab-000001.csv")).hasContent("bytes\n3\n");
    }

    @Test
    void repeatsNoRecordInPartsAfterAFailure() throws Exception {
        byte[] position;
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("1\n"));
            position = delivery.position();
            delivery.deliver(batch("lost\n", "lost\n"));
        }
        try (Delivery delivery = target.connect(context(true, true, position))) {
            delivery.deliver(batch("2222\n", "3\n"));
            delivery.finish();
            delivery.checkpointed(delivery.position());
        }
        assertThat(names()).containsExactly("web-0-ab-000000.csv", "web-0-ab-000001.csv");
        assertThat(directory.resolve("parts/web-0-ab-000000.csv")).hasContent("bytes\n1\n2222\n");
        assertThat(directory.resolve("parts/web-0-ab-000001.csv")).hasContent("bytes\n3\n");
    }
}
