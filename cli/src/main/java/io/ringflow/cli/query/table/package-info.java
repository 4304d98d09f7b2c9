/** A server's answers as tables, CSV and lines of JSON. Uses no other package of the module. */
package io.ringflow.cli.query.table;
