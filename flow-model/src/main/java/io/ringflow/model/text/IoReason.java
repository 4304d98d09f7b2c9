package io.ringflow.model.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why reading or writing a file failed, in the operating system's words. */
public final class IoReason {

    /** The reader of a pipe has closed it. */
    public static final String BROKEN_PIPE = "Broken pipe";

    /** The descriptor is closed, or not open for this operation. */
    public static final String CLOSED = "Bad file descriptor";

    /** The device is full. */
    public static final String FULL = "No space left on device";

    private IoReason() {}

    /** The reason without the file's name, which only some exceptions contain. */
    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        if (text == null || text.isBlank()) {
            return e.getClass().getSimpleName();
        }
        // "/path (No such device or address)"
        boolean named = e instanceof FileNotFoundException && text.endsWith(")");
        return named ? text.substring(text.lastIndexOf('(') + 1, text.length() - 1) : text;
    }

    /** Returns true if writing failed because the reader closed the pipe. */
    public static boolean isBrokenPipe(IOException e) {
        return BROKEN_PIPE.equals(e.getMessage());
    }
}
