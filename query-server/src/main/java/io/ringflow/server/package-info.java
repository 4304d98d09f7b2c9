/**
 * The query server: REST, WebSocket, health, metrics and the index page over a {@link
 * io.ringflow.model.state.FlowState}. Every request runs on its own virtual thread; nothing here
 * depends on how the state is stored. This package puts the parts together and knows all others.
 */
package io.ringflow.server;
