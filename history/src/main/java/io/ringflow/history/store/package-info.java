/**
 * Parquet files of ended flows: written by an export, exactly once; compacted; removed by age and
 * size. A file appears under its name when it is complete.
 */
package io.ringflow.history.store;
