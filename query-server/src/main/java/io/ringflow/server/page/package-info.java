/** The page that lists the end points. */
package io.ringflow.server.page;
