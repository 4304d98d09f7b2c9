package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Reads capture files. */
final class FileSource<T> extends CaptureSource<T> {

    private static final long serialVersionUID = 1;

    /** Constant, so that flows have the same ids on every replay. */
    static final long HASH_SEED = 0;

    private final FileCapture files;
    private final CaptureRecords<?, T> records;

    FileSource(FileCapture files, CaptureRecords<?, T> records, TypeInformation<T> type) {
        super(type);
        this.files = files;
        this.records = records;
    }

    @Override
    CaptureSettings settings() {
        return files;
    }

    @Override
    long hashSeed() {
        return HASH_SEED;
    }

    @Override
    public Boundedness getBoundedness() {
        return files.keepOpen() ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<T, CaptureSplit> createReader(SourceReaderContext context) {
        return FileSourceReader.of(files, records, context);
    }

    @Override
    public SplitEnumerator<CaptureSplit, CaptureEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<CaptureSplit> context, CaptureEnumeratorState state) {
        return new FileEnumerator(context, files, state);
    }
}
