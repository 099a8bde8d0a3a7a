package io.lakemill.features.rolling;

/**
 * The summary of the last tiles, a fixed number of them, for several columns.
 *
 * <p>Tiles are put into blocks as long as the window, which begin at multiples of its length. Any window is then the end
 * of one block and the beginning of the next: the summaries of a block's ends are computed once, when it is full, and
 * that of the new block's beginning grows tile by tile. So a tile costs three merges at most, whatever the window's
 * length, and nothing is ever taken out of a summary. (van Herk 1992; Gil and Werman 1993.)
 *
 * <p>Because blocks lie at fixed places in time, a summary depends on the tiles of its window alone, to the last bit, and
 * not on where the first tile was.
 */
final class SlidingWindow {
    private final Moments moments;
    private final int length;
    private final int width;
    /** Up to the newest tile's place the tiles of the current block; after it the summaries of the last block's ends. */
    private final double[] block;
    /** The summary of the current block up to the newest tile. */
    private final double[] beginning;

    SlidingWindow(Moments moments, int length, int columns) {
        this.moments = moments;
        this.length = length;
        this.width = columns * Moments.SIZE;
        this.block = new double[Math.multiplyExact(length, width)];
        this.beginning = new double[width];
    }

    void clear() {
        for (int i = 0; i < block.length; i += Moments.SIZE) {
            Moments.clear(block, i);
        }
        clearBeginning();
    }

    /** Takes in the tile that follows the newest one. */
    void append(long tile, double[] summaries) {
        int place = Math.floorMod(tile, length);
        System.arraycopy(summaries, 0, block, place * width, width);
        for (int i = 0; i < width; i += Moments.SIZE) {
            moments.merge(beginning, i, summaries, i, beginning, i);
        }
        if (place == length - 1) {
            summarizeEnds();
        }
    }

    /** Takes in the tiles in {@code [first, next)}, which have no values. */
    void appendEmpty(long first, long next) {
        if (next - first >= length) {
            clear();
            return;
        }
        for (long tile = first; tile < next; tile++) {
            int place = Math.floorMod(tile, length);
            for (int i = 0; i < width; i += Moments.SIZE) {
                Moments.clear(block, place * width + i);
            }
            if (place == length - 1) {
                summarizeEnds();
            }
        }
    }

    /** Puts the window's summary of a column into {@code to}; {@code newest} is the tile taken in last. */
    void read(long newest, int column, double[] to) {
        int place = Math.floorMod(newest, length);
        int at = column * Moments.SIZE;
        if (place == length - 1) {
            System.arraycopy(block, at, to, 0, Moments.SIZE);
        } else {
            moments.merge(block, (place + 1) * width + at, beginning, at, to, 0);
        }
    }

    private void summarizeEnds() {
        for (int i = block.length - width - Moments.SIZE; i >= 0; i -= Moments.SIZE) {
            moments.merge(block, i, block, i + width, block, i);
        }
        clearBeginning();
    }

    private void clearBeginning() {
        for (int i = 0; i < width; i += Moments.SIZE) {
            Moments.clear(beginning, i);
        }
    }
}
