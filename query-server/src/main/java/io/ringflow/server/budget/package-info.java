/** What answers may cost at once: memory, and requests under way. */
package io.ringflow.server.budget;
