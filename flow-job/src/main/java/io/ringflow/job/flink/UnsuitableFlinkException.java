package io.ringflow.job.flink;

import java.util.List;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Flink is configured so that the job would lose or repeat packets. Flink doesn't restart a job
 * that fails with it. The message says which settings to change.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class UnsuitableFlinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param problems one sentence for each setting; not empty
     */
    public UnsuitableFlinkException(List<String> problems) {
        super(String.join("\n", problems));
    }

    /** Returns the settings to change, one sentence for each. */
    public List<String> problems() {
        return getMessage().lines().toList();
    }
}
