package dev.lethe.cli;

/**
 * A share of work that several processes do.
 *
 * @param index from 0
 * @param of how many shares there are
 */
record Part(int index, int of) {
    /** Reads {@code I/N}, with I from 1. */
    static Part parse(String text) {
        String[] numbers = text.split("/", -1);
        try {
            int index = Integer.parseInt(numbers[0]);
            int of = numbers.length == 2 ? Integer.parseInt(numbers[1]) : 0;
            if (index >= 1 && index <= of) {
                return new Part(index - 1, of);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--part '" + text + "': I/N is expected, I from 1 to N");
    }

    boolean whole() {
        return of == 1;
    }
}
