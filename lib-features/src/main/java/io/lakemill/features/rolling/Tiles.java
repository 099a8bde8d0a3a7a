package io.lakemill.features.rolling;

import io.lakemill.features.Window;
import java.util.List;

/**
 * How time is cut for a feature with windows: into tiles of the greatest length that divides the grid and every window.
 *
 * <p>Tile k holds the times in {@code ((k - 1) * length, k * length]}, so that steps and windows end where tiles end.
 *
 * @param length of a tile, in microseconds
 * @param windows the number of tiles in each window
 */
record Tiles(long length, int[] windows) {

    static Tiles of(List<Window> windows, long every) {
        long length = every;
        for (Window window : windows) {
            length = gcd(length, Micros.of(window.length()));
        }
        long tile = length;
        return new Tiles(
                length,
                windows.stream()
                        .mapToInt(window -> Math.toIntExact(Micros.of(window.length()) / tile))
                        .toArray());
    }

    long at(long time) {
        return Micros.ceil(time, length);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
