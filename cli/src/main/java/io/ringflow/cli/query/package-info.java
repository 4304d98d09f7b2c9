/** Queries to a running server over HTTP, and its answers as tables for people. */
package io.ringflow.cli.query;
