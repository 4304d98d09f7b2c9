/** Who may ask. */
package io.ringflow.server.security;
