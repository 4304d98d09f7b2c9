package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** System calls that only tests need. */
public final class TestLibC {

    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;

    static {
        Native.register(TestLibC.class, Platform.C_LIBRARY_NAME);
    }

    private TestLibC() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int setns(int fd, int type) throws LastErrorException;

    static native int sendmmsg(int fd, Pointer messages, int count, int flags)
            throws LastErrorException;

    /** The effective user id of this process. */
    public static native int geteuid() throws LastErrorException;
}
