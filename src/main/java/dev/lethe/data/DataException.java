package dev.lethe.data;

/** Data that cannot be read as what it claims to be; the message names the file, the field and the value. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
