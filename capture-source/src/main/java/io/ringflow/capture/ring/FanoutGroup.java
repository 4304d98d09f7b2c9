package io.ringflow.capture.ring;

import java.util.Objects;

/**
 * The number of the group among whose members the kernel shares out an interface's packets. All
 * readers of one job must find the same, in whichever process they run; a group of another job
 * would take packets away from this one, and neither could see it. So the number is made of the
 * job's id, which both have and no other job has. The kernel leaves 16 bits for it.
 */
record FanoutGroup(int number) {

    /** The group of a job's readers of an interface. */
    static FanoutGroup of(String job, String host, String interfaceName) {
        int hash = Objects.hash(job, host, interfaceName);
        return new FanoutGroup((hash ^ hash >>> Short.SIZE) & 0xffff);
    }
}
