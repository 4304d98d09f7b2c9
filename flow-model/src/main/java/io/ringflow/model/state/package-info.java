/** The job's live state as queries see it: what can be asked, and what is answered. */
package io.ringflow.model.state;
