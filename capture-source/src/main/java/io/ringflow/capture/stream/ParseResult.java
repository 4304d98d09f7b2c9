package io.ringflow.capture.stream;

/** The outcome of parsing the bytes of a message. */
enum ParseResult {
    /** All labels of the message were found. */
    FOUND,
    /** All names were found. The bytes that are missing complete the other labels. */
    EARLY,
    /** The message has no label, whatever bytes follow. */
    NONE,
    /** More bytes are needed. The labels found so far are complete. */
    INCOMPLETE
}
