/**
 * Serializers of splits, of the enumerator state and of packet batches, and the base class of the
 * serializers of the job. Each format starts with a version.
 */
package io.ringflow.capture.serial;
