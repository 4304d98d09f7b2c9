package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.split.CaptureSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailureRecordsTest {

    private IOException fetching;
    private CaptureException adding;
    private boolean closed;

    private final FailureRecords<String, CaptureSplit> records =
            new FailureRecords<>(
                    new SplitReader<>() {
                        @Override
                        public RecordsWithSplitIds<String> fetch() throws IOException {
                            if (fetching != null) {
                                throw fetching;
                            }
                            RecordsBySplits.Builder<String> builder =
                                    new RecordsBySplits.Builder<>();
                            builder.add("split", "record");
                            return builder.build();
                        }

                        @Override
                        public void handleSplitsChanges(SplitsChange<CaptureSplit> change) {
                            if (adding != null) {
                                throw adding;
                            }
                        }

                        @Override
                        public void wakeUp() {}

                        @Override
                        public void close() {
                            closed = true;
                        }
                    });

    @Test
    void passesRecordsOn() {
        assertThat(records.fetch().nextSplit()).isEqualTo("split");
    }

    @Test
    void throwsFailureToFetchInTheTaskThatTakesTheRecords() {
        fetching = new IOException("a.pcap: damaged");
        RecordsWithSplitIds<String> fetched = records.fetch();
        assertThat(fetched.finishedSplits()).isEmpty();
        assertThatThrownBy(fetched::nextSplit)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("a.pcap: damaged");
    }

    @Test
    void throwsFailureToAddSplitsInTheTaskThatTakesTheRecords() {
        adding = new CaptureException("pipe: was read");
        records.handleSplitsChanges(new SplitsAddition<>(List.of()));
        assertThatThrownBy(records.fetch()::nextSplit).isSameAs(adding);
    }

    @Test
    void waitsToBeClosedAfterAFailure() throws Exception {
        fetching = new IOException("a.pcap: damaged");
        assertThatThrownBy(records.fetch()::nextSplit).isNotNull();
        CompletableFuture<String> next =
                CompletableFuture.supplyAsync(() -> String.valueOf(records.fetch().nextSplit()));

        records.wakeUp();

        assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo("null");
        records.close();
        assertThat(closed).isTrue();
    }
}
