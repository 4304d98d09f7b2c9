/**
 * Limits what answers may cost at the same time: their memory and the number of requests under way.
 * The server's wiring adds the filter; handlers reserve memory for their answers.
 */
package io.ringflow.server.budget;
