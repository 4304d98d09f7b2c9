/** {@code run} and {@code replay}: job, cluster and query server in one process. */
package io.ringflow.cli.run;
