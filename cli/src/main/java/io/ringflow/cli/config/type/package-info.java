/** The types of settings: how YAML becomes a value, and what is allowed. */
package io.ringflow.cli.config.type;
