package io.ringflow.job.export.ipfix;

/** How messages get to a collector. The names are the words in the configuration. */
enum CollectorTransport {
    UDP,
    TCP,
    TLS
}
