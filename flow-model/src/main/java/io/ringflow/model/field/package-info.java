/**
 * The fields of a flow: one table of names, types, units and meanings, and how a field's value is
 * handed over. Filters, orders, formats, the OpenAPI document and the documentation follow from it.
 * Knows flows and text, not filters.
 */
package io.ringflow.model.field;
