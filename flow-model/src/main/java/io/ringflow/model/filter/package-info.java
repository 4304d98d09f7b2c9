/** The filter language: parsing, evaluation and the text of a filter. */
package io.ringflow.model.filter;
