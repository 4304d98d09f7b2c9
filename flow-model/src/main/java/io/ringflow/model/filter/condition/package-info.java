/**
 * The conditions that a filter is made of, their normal form, and the ranges and patterns that they
 * compare with. Entered by the parser, by the printer, and by those who evaluate conditions on
 * something other than a flow.
 */
package io.ringflow.model.filter.condition;
