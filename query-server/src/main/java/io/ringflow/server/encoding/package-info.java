/** Compression of answers, and bodies that never change. */
package io.ringflow.server.encoding;
