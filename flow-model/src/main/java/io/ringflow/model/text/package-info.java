/**
 * Numbers, times, hosts and messages as text, and text made safe to print. Knows no other package.
 */
package io.ringflow.model.text;
