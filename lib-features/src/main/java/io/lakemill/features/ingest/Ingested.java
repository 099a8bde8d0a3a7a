package io.lakemill.features.ingest;

import java.util.List;
import java.util.Map;

/**
 * What one run took in from one source. {@code read == kept + quarantined}, always.
 *
 * @param source the source's name
 * @param files how many files (for a Delta source: 1 when it has a new version)
 * @param read rows that were read
 * @param kept rows that went to the ingested table
 * @param quarantined rows that went to the quarantine table
 * @param broken how many rows broke each rule that any row broke, by the rule's name; a row may break several
 * @param notices what its user should look at: files that changed after they were ingested, and the like
 */
public record Ingested(
        String source,
        int files,
        long read,
        long kept,
        long quarantined,
        Map<String, Long> broken,
        List<String> notices) {}
