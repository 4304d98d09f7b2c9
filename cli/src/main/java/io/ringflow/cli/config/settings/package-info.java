/**
 * Every setting once, with name, type, default and meaning, in a section per key of the file. A new
 * setting is a field of its section.
 */
package io.ringflow.cli.config.settings;
