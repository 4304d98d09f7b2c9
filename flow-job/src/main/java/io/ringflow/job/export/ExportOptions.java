package io.ringflow.job.export;

import java.time.Duration;
import java.util.Map;

/**
 * The settings of one export as they were given. A method that finds a value that is not allowed
 * reports it and returns a value that is, so that all mistakes are reported together. Not
 * thread-safe.
 */
public interface ExportOptions {

    /**
     * Text that must be given.
     *
     * @param meaning what is allowed, for the message if it is missing, such as "a file's path"
     */
    String text(String key, String meaning);

    /** Text, or {@code otherwise} if there is none. */
    String text(String key, String meaning, String otherwise);

    /** True or false. */
    boolean flag(String key, boolean otherwise);

    /** A whole number from {@code least} to {@code most}. */
    long number(String key, long least, long most, long otherwise);

    /** A size in bytes of at least {@code least}. */
    long bytes(String key, long least, long otherwise);

    /** A duration of at least {@code least}. */
    Duration duration(String key, Duration least, Duration otherwise);

    /** One of an enumeration's constants, in lower case and with hyphens. */
    <E extends Enum<E>> E word(String key, Class<E> words, E otherwise);

    /** Settings of somebody else's that are passed on; empty if there are none. */
    Map<String, String> properties(String key);

    /** Reports a mistake that only the kind of export can see. */
    void refuse(String key, String message);
}
