/** Reads the text of a filter into conditions. Entered through {@code FlowFilter} only. */
package io.ringflow.model.filter.parse;
