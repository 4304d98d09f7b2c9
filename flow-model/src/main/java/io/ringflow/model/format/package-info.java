/** Text formats of flows: NDJSON, CSV and tables, and text that is safe to show. */
package io.ringflow.model.format;
