/** Errors as RFC 9457 problems: one place for their shape and for turning exceptions into them. */
package io.ringflow.server.problem;
