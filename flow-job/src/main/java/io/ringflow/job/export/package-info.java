/**
 * What an export is, and what a kind of export implements: {@link ExportType} reads its settings
 * into an {@link ExportTarget}, which encodes records and delivers them.
 */
package io.ringflow.job.export;
