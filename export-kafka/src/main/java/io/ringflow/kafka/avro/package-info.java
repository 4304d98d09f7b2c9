/** Flows in Avro's binary encoding, with a schema that follows from the table of fields. */
package io.ringflow.kafka.avro;
