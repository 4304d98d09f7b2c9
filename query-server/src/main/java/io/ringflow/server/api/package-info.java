/** The REST end points below {@code /api/v1}: what they take and what they answer. */
package io.ringflow.server.api;
