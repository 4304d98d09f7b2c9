/** Exports to files: one that grows, or parts that are finished by size and time. */
package io.ringflow.job.export.file;
