package io.lakemill.features.asof;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.asof.AsOfPass.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The one frame of a join: the keys, the place in time, the number of the side (the spine's is the greatest, so that it
 * finds what is there at its own time), ranks, then slots.
 */
final class Merge {
    private final Side spine;
    private final List<Side> lookups;
    private final List<String> keys;
    private final Slots slots = new Slots();
    private final int rankCount;
    private final List<int[]> ranks = new ArrayList<>();
    private final List<int[]> values = new ArrayList<>();

    private Merge(Side spine, List<Side> lookups, List<String> keys) {
        this.spine = spine;
        this.lookups = lookups;
        this.keys = keys;
        for (Side lookup : lookups) {
            ranks.add(slots.take(rankTypes(lookup), 0));
        }
        this.rankCount = slots.types().size();
        for (Side side : sides()) {
            List<DataType> types =
                    Stream.of(side.schema().fields()).map(StructField::dataType).toList();
            values.add(slots.take(types, rankCount));
        }
    }

    static Merge of(Side spine, List<Side> lookups, List<String> keys) {
        spine.checkColumns(keys);
        spine.checkColumns(Arrays.asList(spine.time()));
        for (Side lookup : lookups) {
            lookup.checkColumns(keys);
            lookup.checkColumns(Arrays.asList(lookup.time(), lookup.rank()));
            checkKeyTypes(spine, lookup, keys);
        }
        checkNames(spine, lookups);
        return new Merge(
                spine, lookups.stream().map(side -> side.findable(keys)).toList(), keys);
    }

    Dataset<Row> rows() {
        Dataset<Row> all = IntStream.range(0, sides().size())
                .mapToObj(this::frame)
                .reduce(Dataset::union)
                .orElseThrow();
        return all.repartition(leading(keys.size()))
                .sortWithinPartitions(order())
                .mapPartitions(pass(), Encoders.row(schema()));
    }

    /** Ranks run with the clock: the last of the rows at one time is the one that is found. */
    private Column[] order() {
        Column[] order = leading(keys.size() + 2 + rankCount);
        for (int i = keys.size() + 2; i < order.length; i++) {
            order[i] = spine.clock().sign() < 0 ? order[i].desc() : order[i].asc();
        }
        return order;
    }

    private List<Side> sides() {
        return Stream.concat(lookups.stream(), Stream.of(spine)).toList();
    }

    private Dataset<Row> frame(int number) {
        Side side = sides().get(number);
        Column[] cells =
                slots.types().stream().map(type -> lit(null).cast(type)).toArray(Column[]::new);
        for (int i = 0; i < side.values().size(); i++) {
            cells[values.get(number)[i]] = side.values().get(i);
        }
        if (side.rank() != null) {
            cells[ranks.get(number)[0]] = Side.column(side.rank());
        }
        List<Column> columns = new ArrayList<>();
        keys.forEach(key -> columns.add(Side.column(key)));
        columns.add(side.place());
        columns.add(lit(number));
        columns.addAll(List.of(cells));
        return side.rows().select(columns.toArray(Column[]::new)).toDF(names(columns.size()));
    }

    private AsOfPass pass() {
        int first = keys.size() + 2;
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < lookups.size(); i++) {
            Side side = lookups.get(i);
            int rank = side.rank() == null ? -1 : first + ranks.get(i)[0];
            found.add(new Found(
                    side.name(), side.names(), places(i), side.maxAge(), rank, side.clock(), side.time() != null));
        }
        return new AsOfPass(keys, places(lookups.size()), found);
    }

    private int[] places(int side) {
        return IntStream.of(values.get(side))
                .map(slot -> keys.size() + 2 + slot)
                .toArray();
    }

    private StructType schema() {
        List<StructField> fields = new ArrayList<>(List.of(spine.rows().schema().fields()));
        for (Side lookup : lookups) {
            StructField[] found = lookup.schema().fields();
            for (int i = 0; i < found.length; i++) {
                fields.add(new StructField(lookup.names().get(i), found[i].dataType(), true, found[i].metadata()));
            }
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static List<DataType> rankTypes(Side side) {
        return side.rank() == null
                ? List.of()
                : List.of(side.rows().schema().apply(side.rank()).dataType());
    }

    private static Column[] leading(int number) {
        return Stream.of(names(number)).map(name -> col(name)).toArray(Column[]::new);
    }

    private static String[] names(int number) {
        return IntStream.range(0, number).mapToObj(i -> "c" + i).toArray(String[]::new);
    }

    private static void checkKeyTypes(Side spine, Side lookup, List<String> keys) {
        for (String key : keys) {
            DataType expected = spine.rows().schema().apply(key).dataType();
            DataType actual = lookup.rows().schema().apply(key).dataType();
            if (!actual.equals(expected)) {
                throw new FeaturesException("Cannot join " + lookup.name() + ": its key " + key + " is " + actual.sql()
                        + ", the spine's is " + expected.sql() + ". Give it one type.");
            }
        }
    }

    private static void checkNames(Side spine, List<Side> lookups) {
        Set<String> taken = new HashSet<>();
        spine.names().forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        for (Side lookup : lookups) {
            for (String name : lookup.names()) {
                if (!taken.add(name.toLowerCase(Locale.ROOT))) {
                    throw new FeaturesException("Cannot join " + lookup.name() + ": there already is a column " + name
                            + ". Rename one of them, or leave it out.");
                }
            }
        }
    }
}
