/** How answers are packed for the way. */
package io.ringflow.server.encoding;
