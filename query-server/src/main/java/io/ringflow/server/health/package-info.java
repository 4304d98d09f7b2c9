/**
 * The health of the job, the captures and event time, for people and orchestrators. Each check
 * reads the {@link io.ringflow.model.state.FlowState}; only the server's wiring uses the package.
 */
package io.ringflow.server.health;
