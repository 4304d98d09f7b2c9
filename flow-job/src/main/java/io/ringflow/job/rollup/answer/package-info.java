/** Answers queries from the closed windows of the rollups. Only queries use it. */
package io.ringflow.job.rollup.answer;
