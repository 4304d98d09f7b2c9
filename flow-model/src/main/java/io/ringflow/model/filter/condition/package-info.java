/**
 * The conditions that a filter is made of, their normal form, and the ranges and patterns that they
 * compare with. Used by the parser, by the printer, and by code that evaluates conditions on
 * something other than a flow.
 */
package io.ringflow.model.filter.condition;
