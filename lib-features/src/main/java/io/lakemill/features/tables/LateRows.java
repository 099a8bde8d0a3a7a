package io.lakemill.features.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * The rows of a source that came in since a version and were visible to steps that had been written by then.
 *
 * <p>They are found in the ingested table's change data feed, so the cost is that of what came in.
 */
record LateRows(Source source, LakeTable ingested, long since) {

    /**
     * The time of the earliest row that changes steps up to {@code written}; null when there is none.
     *
     * <p>Rows later than the source's {@code late} change nothing, and are counted in a notice.
     */
    Instant firstTouched(Instant written, List<String> notices) {
        if (source.time() == null || ingested.version() <= since) {
            return null;
        }
        Instant visible = written.minus(source.delay());
        Column inTime = col(source.time()).gt(lit(visible.minus(source.late())));
        Row late = ingested.addedSince(since)
                .where(col(source.time()).leq(lit(visible)))
                .agg(min(when(inTime, col(source.time()))), count(when(not(inTime), lit(1))))
                .first();
        if (late.getLong(1) > 0) {
            notices.add(late.getLong(1) + (late.getLong(1) == 1 ? " row of " : " rows of ") + source.name()
                    + " came later than late = " + source.late()
                    + " allows and changed no feature. Set sources." + source.name()
                    + ".late longer before such rows come, or use --rebuild");
        }
        return late.isNullAt(0) ? null : late.getTimestamp(0).toInstant();
    }
}
