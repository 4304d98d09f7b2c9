/** The log on standard error, as text or JSON, and what of libraries is logged. */
package io.ringflow.cli.log;
