/**
 * Writes conditions as the text that reads as the same filter. Entered through {@code FlowFilter}
 * only.
 */
package io.ringflow.model.filter.print;
