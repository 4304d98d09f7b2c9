/** The page that lists the endpoints. */
package io.ringflow.server.page;
