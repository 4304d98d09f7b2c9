/** Drives a real Chromium over the DevTools protocol, for tests of the web console. */
package io.ringflow.server.browser;
