/** Reports of the captures, and their totals by observer. Knows neither operators nor queries. */
package io.ringflow.job.capture;
