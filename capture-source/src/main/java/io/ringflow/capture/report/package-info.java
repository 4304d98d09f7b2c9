/** What a capture counts besides its flows. Knows neither rings and files nor the job. */
package io.ringflow.capture.report;
