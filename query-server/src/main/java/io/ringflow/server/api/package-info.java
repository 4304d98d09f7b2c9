/** The REST endpoints below {@code /api/v1}: their parameters and their answers. */
package io.ringflow.server.api;
