/**
 * Text formats of flows: NDJSON, CSV, tables, and the logs of Zeek and Suricata; and text that is
 * safe to show.
 */
package io.ringflow.model.format;
