/**
 * Settings of the job, and the arithmetic of event time. Every package may use it; it uses none.
 */
package io.ringflow.job.settings;
