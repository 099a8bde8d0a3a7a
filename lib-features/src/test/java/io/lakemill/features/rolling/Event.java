package io.lakemill.features.rolling;

import java.util.List;
import java.util.Map;

/**
 * A row of a source as the oracle sees it.
 *
 * @param key the entity's keys, any of which may be null
 * @param time microseconds; null where the source has no time or the row lacks it
 * @param values the other columns
 */
record Event(String source, List<Object> key, Long time, Map<String, Object> values) {}
