/**
 * The query server: REST, health, metrics and the index page over one {@link
 * io.ringflow.model.state.FlowState}. Requests run on virtual threads, one each; nothing here knows
 * how the state is kept.
 */
package io.ringflow.server;
