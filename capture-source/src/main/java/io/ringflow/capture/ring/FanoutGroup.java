package io.ringflow.capture.ring;

import java.util.Objects;

/**
 * Numbers of fanout groups: the kernel distributes an interface's packets over the sockets of a
 * group. All readers of a job must join the same one, in whichever process they run, and two jobs
 * must not share one: a group joined by another job would take packets away from this one, and
 * neither job could notice. Numbers are therefore hashes that include the job's id. The kernel
 * allows 16 bits in a network namespace, and refuses the number of another interface's group.
 */
public final class FanoutGroup {

    /** How many numbers there are. */
    public static final int NUMBERS = 1 << Short.SIZE;

    private FanoutGroup() {}

    /** The number of an interface's group unless another one has it. */
    public static int preferred(String job, String host, String interfaceName) {
        int hash = Objects.hash(job, host, interfaceName);
        return (hash ^ hash >>> Short.SIZE) & NUMBERS - 1;
    }
}
