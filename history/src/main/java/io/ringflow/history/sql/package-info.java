/**
 * SQL over a history, for people: read-only, with bounded memory, and no files but the history's.
 */
package io.ringflow.history.sql;
