package io.lakemill.features.tables;

import java.time.Instant;
import java.util.List;

/**
 * What one run did to a feature table.
 *
 * @param table the table's name
 * @param featureSetId the id of its definition
 * @param from the first step that was written; null when there was nothing to do
 * @param to the last step that was written; null when there was nothing to do
 * @param rows how many rows were written
 * @param notices what its user should look at
 */
public record Built(String table, String featureSetId, Instant from, Instant to, long rows, List<String> notices) {}
