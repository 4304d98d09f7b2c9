/**
 * The table of ended flows: its columns, how a flow becomes a row and a row the same flow, and the
 * SQL of the fields that users see. Knows nothing of files.
 */
package io.ringflow.history.table;
