/**
 * Settings, metrics and exceptions of captures. Every package of the module may use them. Of the
 * module, only {@code packet} is used here.
 */
package io.ringflow.capture;
