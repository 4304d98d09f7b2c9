/** Settings of the job. Every package may use it; it uses none. */
package io.ringflow.job.settings;
