/** The contract of the job's live state: what queries can ask, and what they get. */
package io.ringflow.model.state;
