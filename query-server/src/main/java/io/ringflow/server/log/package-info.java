/** What was asked, by whom, and what became of it. */
package io.ringflow.server.log;
