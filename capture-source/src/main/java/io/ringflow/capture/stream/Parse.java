package io.ringflow.capture.stream;

/** What a look at the bytes of a message came to. */
enum Parse {
    /** There are labels, and no more will come. */
    FOUND,
    /** There is no label, whatever follows. */
    NONE,
    /** More bytes are needed; labels that are there already are whole. */
    INCOMPLETE
}
