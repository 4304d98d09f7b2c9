/** The routes that list flows: pages with a cursor, and streams of NDJSON or CSV. */
package io.ringflow.server.api.flows;
