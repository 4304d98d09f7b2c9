package io.ringflow.capture.ring;

import java.util.Objects;

/**
 * The number of a fanout group: the kernel distributes an interface's packets over its members. All
 * readers of a job must compute the same number, in whichever process they run, and two jobs must
 * not share one: a group joined by another job would take packets away from this one, and neither
 * job could notice. The number is therefore a hash that includes the job's id. The kernel allows 16
 * bits.
 *
 * @param number the group's number, 0 to 65535
 */
public record FanoutGroup(int number) {

    /** The group of a job's readers of an interface. */
    public static FanoutGroup of(String job, String host, String interfaceName) {
        int hash = Objects.hash(job, host, interfaceName);
        return new FanoutGroup((hash ^ hash >>> Short.SIZE) & 0xffff);
    }
}
