/**
 * Serves the web console's files. The console itself is in {@code
 * src/main/resources/io/ringflow/server/console}.
 */
package io.ringflow.server.page;
