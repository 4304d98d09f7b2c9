/** Errors as RFC 9457 problems: their format, and the conversion of exceptions. */
package io.ringflow.server.problem;
