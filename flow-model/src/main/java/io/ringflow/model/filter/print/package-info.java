/** Writes conditions as the text that reads as the same filter. Used by {@code FlowFilter} only. */
package io.ringflow.model.filter.print;
