/**
 * The fields of a flow: one table of names, types, units and meanings, and how the value of a field
 * is passed to its user. Filters, orders, formats, the OpenAPI document and the documentation
 * follow from it. Knows flows and text, not filters.
 */
package io.ringflow.model.field;
