/**
 * Reads the text of a filter into conditions. Used by {@code FlowFilter}; the printer only asks
 * which words need quotation marks.
 */
package io.ringflow.model.filter.parse;
