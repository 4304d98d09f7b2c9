/** Whether the job, the captures and event time are well. */
package io.ringflow.server.health;
