/**
 * How a frame of every supported link type starts. Used by the frame decoder, and by readers that
 * check whether they can decode a link type. Knows only the headers.
 */
package io.ringflow.capture.decode.link;
