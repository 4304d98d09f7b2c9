/** The description of REST for programs. */
package io.ringflow.server.openapi;
