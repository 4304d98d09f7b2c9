/**
 * Reads the configuration from defaults, file, environment and command line, and the commands about
 * it. Other packages use {@link io.ringflow.cli.config.Configuration} only.
 */
package io.ringflow.cli.config;
