/**
 * What the job requires of Flink: the settings that it can't work with, checked when it starts and
 * again by its tasks.
 */
package io.ringflow.job.flink;
