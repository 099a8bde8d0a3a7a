package io.lakemill.features.asof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** Columns that several tables share in one frame, so that it is as wide as the widest of them and not as all together. */
final class Slots {
    private final List<DataType> types = new ArrayList<>();

    List<DataType> types() {
        return types;
    }

    /** A slot for each of one table's columns, from {@code first} on; adds those that are missing. */
    int[] take(List<DataType> wanted, int first) {
        boolean[] taken = new boolean[types.size() + wanted.size()];
        int[] slots = new int[wanted.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = free(wanted.get(i), first, taken);
            taken[slots[i]] = true;
        }
        return slots;
    }

    private int free(DataType type, int first, boolean[] taken) {
        for (int slot = first; slot < types.size(); slot++) {
            if (!taken[slot] && types.get(slot).equals(type)) {
                return slot;
            }
        }
        types.add(type);
        return types.size() - 1;
    }
}
