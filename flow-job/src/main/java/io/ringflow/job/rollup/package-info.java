/**
 * Traffic summed up by dimension while the job runs: collected while flows are folded, windowed
 * into seconds, minutes and hours, kept, and answered from.
 */
package io.ringflow.job.rollup;
