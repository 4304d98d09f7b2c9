package io.ringflow.kafka;

/** How a record's value is written. */
enum RecordFormat {
    JSON,
    AVRO
}
