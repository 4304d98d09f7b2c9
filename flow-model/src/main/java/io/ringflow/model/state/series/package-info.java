/**
 * Time series that are made from flows: each flow's traffic is spread over its life, and added up
 * by step and key.
 */
package io.ringflow.model.state.series;
