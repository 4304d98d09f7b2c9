/**
 * The export of flows to Apache Kafka: a kind of export that the job finds as a service, and the
 * connections that deliver at least once or exactly once.
 */
package io.ringflow.kafka;
