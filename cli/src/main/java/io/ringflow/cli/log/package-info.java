/** The log on standard error, as text or JSON, and which messages of libraries are logged. */
package io.ringflow.cli.log;
