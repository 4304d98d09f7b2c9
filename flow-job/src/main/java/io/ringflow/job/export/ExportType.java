package io.ringflow.job.export;

/**
 * A kind of export, found by its name: the value of {@code type} in the setting {@code export}.
 * Another kind needs an implementation of this interface, which is a service of {@link
 * java.util.ServiceLoader}, and a record of settings, which is its {@link ExportTarget}.
 *
 * <p>Has a public constructor without parameters; thread-safe.
 */
public interface ExportType {

    /** The word in the configuration, such as {@code kafka}. */
    String name();

    /**
     * Reads the settings of one export.
     *
     * @param options the settings; each key that is not asked for is reported as unknown
     * @return the target; its value does not matter if a mistake was reported to {@code options}
     */
    ExportTarget read(ExportOptions options);
}
